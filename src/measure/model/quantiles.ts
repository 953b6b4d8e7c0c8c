/** 97.5 % point of the standard normal distribution. */
export const Z_975 = 1.959963984540054;

/** 97.5 % point of Student's t with 49 degrees of freedom, that of 50 groups left out one at a time. */
export const T_975_DF49 = 2.009575237129235;

/**
 * Chance that a standard normal value lies at least as far from 0 as `z`, on either side.
 *
 * @returns A probability in [0, 1], within 1e-14 of the true one; 0 where it is too small to be written.
 * @throws RangeError if `z` is not a number.
 * @source Abramowitz & Stegun, Handbook of Mathematical Functions, 26.2.10 (power series) and 26.2.14 (continued
 *   fraction of the tail).
 */
export function twoSidedP(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('A z score must be a number.');
  const x = Math.abs(z);
  if (x > 39) return 0; // below the smallest double
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  return x < 3 ? Math.max(0, 1 - 2 * density * seriesFromCentre(x)) : 2 * density * tailFraction(x);
}

/** x + x³/3 + x⁵/(3·5) + …: the area between 0 and x, over the density at x. */
function seriesFromCentre(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** 1/(x + 1/(x + 2/(x + 3/(x + …)))), from the inside out. 100 levels settle the last digit for x ≥ 3. */
function tailFraction(x: number): number {
  let inner = x;
  for (let level = 100; level > 0; level -= 1) inner = x + level / inner;
  return 1 / inner;
}
