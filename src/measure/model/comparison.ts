import { add, NO_PERSON_TIME, type PersonTime } from './person-time.js';

/**
 * Calls that the notified would have made at the rate of those waiting in the same stratum, less those they made. Below
 * 0 the notice provoked more calls than it saved. Every stratum has waiting hours; a stratum with no call adds nothing.
 *
 * @source Expected less observed events, with the internal comparison group's rates applied to the index group's
 *   person-time: Rothman, Greenland & Lash, Modern Epidemiology, 3rd ed., ch. 3–4 (standardisation). Calendar strata
 *   for a stepped wedge, since time and exposure rise together: Hussey & Hughes (2007), Contemp. Clin. Trials 28, 182.
 */
export function avoided(strata: readonly PersonTime[]): number {
  return strata.reduce((sum, s) => sum + (s.notifiedHours / s.waitingHours) * s.waitingCalls - s.notifiedCalls, 0);
}

/**
 * Variance of `avoided` if every call were independent of the others. People call again, so it is a lower bound, shown
 * for checking beside the interval that allows for it.
 *
 * @source Poisson counts with fixed weights: Var(Σ a·X) = Σ a²·E(X), each expectation estimated by its count.
 */
export function poissonVariance(strata: readonly PersonTime[]): number {
  return strata.reduce((sum, s) => sum + (s.notifiedHours / s.waitingHours) ** 2 * s.waitingCalls + s.notifiedCalls, 0);
}

/**
 * Rate of calls of the notified over that of the waiting, one figure for all strata. It describes: when the effect
 * changes with time it is a weighted mean that need not agree with `avoided`.
 *
 * @returns `value` is 1 for no difference, below 1 for fewer calls; `logVariance` is for independent calls. null where
 *   an arm has no call to compare with.
 * @source Mantel–Haenszel for person-time, variance of Greenland & Robins (1985), Biometrics 41, 55–68.
 */
export function rateRatio(strata: readonly PersonTime[]): { value: number; logVariance: number } | null {
  let notified = 0;
  let waiting = 0;
  let variance = 0;
  for (const s of strata) {
    const hours = s.notifiedHours + s.waitingHours;
    if (hours === 0) continue;
    notified += (s.notifiedCalls * s.waitingHours) / hours;
    waiting += (s.waitingCalls * s.notifiedHours) / hours;
    variance += (s.notifiedHours * s.waitingHours * (s.notifiedCalls + s.waitingCalls)) / hours ** 2;
  }
  if (!(notified > 0 && waiting > 0)) return null;
  return { value: notified / waiting, logVariance: variance / (notified * waiting) };
}

export const sumOf = (strata: readonly PersonTime[]): PersonTime => strata.reduce(add, NO_PERSON_TIME);
