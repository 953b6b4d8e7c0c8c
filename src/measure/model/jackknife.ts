import type { RatioEstimate } from './avoided-calls.result.js';
import { rateRatio } from './comparison.js';
import { type PersonTime, without } from './person-time.js';
import { T_975_DF49 } from './quantiles.js';
import { GROUPS } from './rollout-table.js';

/**
 * Standard error of a figure from what it becomes without each group in turn. People are hashed into groups, so all
 * calls of one person, or household, leave together, and calling again widens the interval as it must.
 *
 * @param leftOut The figure without group 0, 1, 2, …; for a total, scaled up to all people again.
 * @returns NaN where a figure could not be computed.
 * @source Tukey (1958), Ann. Math. Stat. 29, 614; grouped: Kott (2001), J. Official Statistics 17, 521–526.
 */
export function jackknifeError(leftOut: readonly number[]): number {
  const groups = leftOut.length;
  const mean = leftOut.reduce((sum, x) => sum + x, 0) / groups;
  const squares = leftOut.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return Math.sqrt(((groups - 1) / groups) * squares);
}

/** For each group, the strata as they would be had its people never been there. */
export function leaveOneGroupOut(groups: readonly (readonly PersonTime[])[], all: readonly PersonTime[]): PersonTime[][] {
  return Array.from({ length: GROUPS }, (_, g) =>
    all.map((stratum, s) => {
      const part = groups[s]?.[g];
      return part ? without(stratum, part) : stratum;
    }),
  );
}

/** Interval on the logarithm, where a ratio's error is nearly symmetric. null where it has none. */
export function ratioEstimate(all: readonly PersonTime[], leftOut: readonly (readonly PersonTime[])[]): RatioEstimate | null {
  const value = rateRatio(all)?.value;
  const logSe = jackknifeError(leftOut.map((strata) => Math.log(rateRatio(strata)?.value ?? Number.NaN)));
  if (value === undefined || !Number.isFinite(logSe)) return null;
  const factor = Math.exp(T_975_DF49 * logSe);
  return { value, low: value / factor, high: value * factor, logSe };
}
