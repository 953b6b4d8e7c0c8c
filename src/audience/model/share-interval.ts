/** How many there are, by a sample. */
export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where the number of people with a property lies, by a random sample without replacement: 95 % of such intervals hold it, or more.
 *
 * The ends are those of Clopper and Pearson, which cover what they say for small shares too, where the usual bell curve fails; a sample that is
 * much of everybody says more than its size, which its size is raised for.
 *
 * @param hits  People of the sample who have it, 0 to `looked`.
 * @param looked  People in the sample, 1 to `of`.
 * @param of  People there are.
 * @throws RangeError where these don't fit together.
 * @source Clopper, Pearson, Biometrika 26 (1934), 404-413; finite population: Cochran, Sampling Techniques, 3rd ed., sect. 3.6.
 */
export function countInterval(hits: number, looked: number, of: number): CountInterval {
  if (!(hits >= 0 && hits <= looked && looked >= 1 && looked <= of)) throw new RangeError(`${hits} of ${looked} of ${of} is no sample.`);
  if (looked === of) return { low: hits, high: hits };
  const worth = (looked * (of - 1)) / (of - looked);
  const met = (hits / looked) * worth;
  const low = hits === 0 ? 0 : betaQuantile(TAIL, met, worth - met + 1);
  const high = hits === looked ? 1 : betaQuantile(1 - TAIL, met + 1, worth - met);
  return { low: Math.max(hits, Math.floor(low * of)), high: Math.min(of - (looked - hits), Math.ceil(high * of)) };
}

const TAIL = 0.025;
const HALVINGS = 60;

/** The x at which the share of a beta distribution below it is `share`. */
function betaQuantile(share: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (betaBelow(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function. @source Press et al., Numerical Recipes, 3rd ed., sect. 6.4. */
function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction comes to its end fast only on this side of the middle.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

const CLOSE = 1e-12;
const MOST_TERMS = 5_000;
const TINY = 1e-300;

/** The continued fraction by Lentz's way; it takes about the root of the larger parameter in terms. */
function fraction(x: number, a: number, b: number): number {
  const kept = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let all = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    all *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    all *= d * c;
    if (Math.abs(d * c - 1) < CLOSE) return all;
  }
  throw new RangeError('The incomplete beta function did not come to its end.');
}

const LANCZOS = [76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];

/** @source Lanczos, SIAM J. Numer. Anal. B 1 (1964), 86-96, with the coefficients of Numerical Recipes. */
function logGamma(x: number): number {
  const base = x + 5.5;
  const sum = LANCZOS.reduce((all, coefficient, index) => all + coefficient / (x + index + 1), 1.000000000190015);
  return (x + 0.5) * Math.log(base) - base + Math.log((2.506628274631 * sum) / x);
}
