import { assess, type AssessmentOptions } from './assessment.js';
import type { NotEnoughData, NotMeasurable, RatioEstimate } from './avoided-calls.result.js';
import type { Cell } from './cells.js';
import { sumOf } from './comparison.js';
import { leaveOneGroupOut, ratioEstimate } from './jackknife.js';
import type { PersonTime } from './person-time.js';
import { EXPOSURE_BANDS, type RolloutTable } from './rollout-table.js';

/** A ratio of fewer calls jumps about more than its interval says. */
export const MIN_BAND_CALLS = 30;

/** The notified at one time since their wave went, against those waiting at the same hours of the day. */
export interface ExposureBand {
  readonly fromHours: number;
  /** null: without an end. */
  readonly untilHours: number | null;
  readonly calls: number;
  readonly personHours: number;
  /** null under `MIN_BAND_CALLS`, or without anyone to compare with. */
  readonly rateRatio: RatioEstimate | null;
}

export interface ExposureTable {
  readonly kind: 'table';
  readonly bands: readonly ExposureBand[];
  readonly method: string;
}

/**
 * Rate of calls after the notice over the rate of those still waiting, by time since the notice. A first band above 1 shows
 * calls that the notice provoked, which one ratio for all times would hide. Same window and same conditions as
 * `avoidedCalls`; bands without person-time inside the window stay in the list, with zeros.
 *
 * @throws RangeError for a table that contradicts itself.
 */
export function rateRatioByExposure(
  table: RolloutTable,
  options: AssessmentOptions = {},
): ExposureTable | NotEnoughData | NotMeasurable {
  const assessed = assess(table, options);
  if (assessed.kind !== 'measurable') return assessed;
  const groups = assessed.measured.strata.map((stratum) => stratum.groups);
  return { kind: 'table', bands: EXPOSURE_BANDS.map((_band, b) => exposureBand(groups, b)), method: assessed.basis.method };
}

function exposureBand(groups: readonly (readonly Cell[])[], b: number): ExposureBand {
  const inBand = groups.map((cells) => cells.map((cell) => ofBand(cell, b)));
  const all = inBand.map(sumOf);
  const { notifiedCalls, notifiedHours } = sumOf(all);
  return {
    fromHours: EXPOSURE_BANDS[b]?.fromHours ?? 0,
    untilHours: EXPOSURE_BANDS[b]?.untilHours ?? null,
    calls: notifiedCalls,
    personHours: notifiedHours,
    rateRatio: notifiedCalls < MIN_BAND_CALLS ? null : ratioEstimate(all, leaveOneGroupOut(inBand, all)),
  };
}

function ofBand(cell: Cell, b: number): PersonTime {
  const band = cell.bands[b];
  return { ...cell, notifiedHours: band?.hours ?? 0, notifiedCalls: band?.calls ?? 0 };
}
