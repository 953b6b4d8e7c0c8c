import type { TimeRange } from '../../kernel/time-range.js';
import { assess, type AssessmentOptions } from './assessment.js';
import type { NotEnoughData, NotMeasurable } from './avoided-calls.result.js';
import { avoided, sumOf } from './comparison.js';
import { chanceOfOrder } from './earlier-calls.js';
import { binRange, type RolloutTable } from './rollout-table.js';

/** One bin of the measured window. `expected`: calls that the notified would have made at the rate of those waiting. */
export interface AvoidedBin extends TimeRange {
  readonly notifiedCalls: number;
  readonly expectedCalls: number;
  /** Running total of expected less made, up to the end of this bin; in the last bin it is the headline. */
  readonly avoidedSoFar: number;
}

export interface AvoidedOverTime {
  readonly kind: 'series';
  readonly bins: readonly AvoidedBin[];
  readonly method: string;
}

/**
 * How the avoided calls add up over the window, for a chart: the running total means something, a single bin is mostly
 * chance. Same conditions as `avoidedCalls`.
 *
 * @throws RangeError for a table that contradicts itself.
 */
export function avoidedOverTime(
  table: RolloutTable,
  options: AssessmentOptions = {},
): AvoidedOverTime | NotEnoughData | NotMeasurable {
  const assessed = assess(table, options);
  if (assessed.kind !== 'measurable') return assessed;
  const chance = chanceOfOrder(assessed.measured, table)?.byStratum;
  const placed = assessed.measured.strata.map((stratum, place) => ({ ...stratum, chance: chance?.[place] ?? 0 }));
  const byBin = [...Map.groupBy(placed, ({ bin }) => bin)].sort(([a], [b]) => a - b);
  let avoidedSoFar = 0;
  const bins = byBin.map(([bin, strata]) => {
    const sums = strata.map(({ groups }) => sumOf(groups));
    const { notifiedCalls } = sumOf(sums);
    const avoidedHere = avoided(sums) - strata.reduce((so, stratum) => so + stratum.chance, 0);
    avoidedSoFar += avoidedHere;
    return { ...binRange(table, bin), notifiedCalls, expectedCalls: avoidedHere + notifiedCalls, avoidedSoFar };
  });
  return { kind: 'series', bins, method: assessed.basis.method };
}
