/**
 * Chance that Student's t with `df` degrees of freedom is at most `t`.
 *
 * @param df  A whole number ≥ 1.
 * @source Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4: finite sums, exact for whole df.
 */
export function studentCdf(t: number, df: number): number {
  if (!Number.isSafeInteger(df) || df < 1) throw new RangeError(`${df} degrees of freedom are not a whole number from 1 on.`);
  const angle = Math.atan2(t, Math.sqrt(df));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = df % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let place = odd ? 3 : 2; place < df; place += 2) {
    term *= ((place - 1) / place) * cosine * cosine;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + within / 2;
}

/**
 * 97.5 % point of Student's t: half of a 95 % interval, in standard errors.
 *
 * @param df  A whole number ≥ 1.
 */
export function student975(df: number): number {
  let [low, high] = [1, 13];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, df) < 0.975) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
