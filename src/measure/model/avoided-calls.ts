import { assess, type AssessmentOptions, type Measurable } from './assessment.js';
import type { AvoidedCalls, AvoidedCallsEstimate } from './avoided-calls.result.js';
import { avoided, poissonVariance, sumOf } from './comparison.js';
import { chanceOfOrder } from './earlier-calls.js';
import { jackknifeError, leaveOneGroupOut, ratioEstimate } from './jackknife.js';
import { T_975_DF49 } from './quantiles.js';
import { GROUPS, type RolloutTable } from './rollout-table.js';
import type { MeasuredStrata } from './strata.js';

/**
 * How many calls of identified callers a notice avoided while its waves went out, net of those that it provoked.
 *
 * Members of later waves are the control group of those told before them, hour by hour; the order is random, so nothing
 * else differs between them but by chance, and what earlier calls tell of that chance is taken out. Nothing is claimed for the time after the window, where nobody is left to compare with.
 *
 * @param table   Counts by group, class and bin; see `RolloutTable`.
 * @param options `balance` of the order against earlier calls, where known; `lateGroupShare` where the plan has one.
 * @returns An estimate with a 95 % interval; or what is still missing, with counts; or why it can never be known.
 * @throws RangeError for a table that contradicts itself.
 */
export function avoidedCalls(table: RolloutTable, options: AssessmentOptions = {}): AvoidedCalls {
  const assessed = assess(table, options);
  return assessed.kind === 'measurable' ? estimate(assessed, table) : assessed;
}

function estimate({ measured, basis }: Measurable, table: RolloutTable): AvoidedCalls {
  const groups = measured.strata.map((stratum) => stratum.groups);
  const all = groups.map(sumOf);
  const leftOut = leaveOneGroupOut(groups, all);
  const [value, without] = [avoided(all), leftOut.map((strata) => avoided(strata))];
  const plain = interval(value, without, measured);
  const chance = chanceOfOrder(measured, table);
  const figure = chance === null ? plain : interval(value - chance.of, without.map((each, g) => each - chance.without[g]!), measured);
  return {
    kind: 'estimate',
    ...figure,
    unadjusted: chance === null ? null : plain,
    poissonSe: Math.sqrt(poissonVariance(all)),
    rateRatio: ratioEstimate(all, leftOut),
    groups: GROUPS,
    df: GROUPS - 1,
    ...basis,
  };
}

/** Without a group fewer people are left; scaled back, each figure speaks of all of them. */
function interval(value: number, without: readonly number[], { members, byGroup }: MeasuredStrata): Pick<AvoidedCallsEstimate, 'avoided' | 'low' | 'high' | 'se'> {
  const se = jackknifeError(without.map((each, g) => (each * members) / (members - (byGroup[g] ?? 0))));
  return { avoided: value, low: value - T_975_DF49 * se, high: value + T_975_DF49 * se, se };
}
