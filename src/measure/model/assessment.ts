import type { ComparisonBasis, NotEnoughData, NotMeasurable, Obstacle, Shortage } from './avoided-calls.result.js';
import type { Balance } from './balance.js';
import { sumOf } from './comparison.js';
import type { PersonTime } from './person-time.js';
import { atMinute, binRange, checkTable, GROUPS, type RolloutTable } from './rollout-table.js';
import { type MeasuredStrata, measuredStrata, MIN_WAITING_SHARE } from './strata.js';

/** Printed beside every figure; the number goes up whenever the same input would give another output. */
export const METHOD = 'E2 stepped-wedge person-time by assigned wave, less what earlier calls show to be chance of the order, delete-a-group jackknife (50, t 49 df), v2';

/** With a late group the window goes on until that is told. */
export const methodOf = ({ lateGroupShare }: AssessmentOptions): string => (lateGroupShare === undefined ? METHOD : `${METHOD}, with a late group of ${Math.round(lateGroupShare * 100)} %`);

/**
 * Below these the interval covers less often than it says: in simulation 91 % of the time at 141 waiting and 71 notified
 * calls, 89 % at 35 and 29, against 95 % above.
 */
export const MIN_WAITING_CALLS = 250;
export const MIN_NOTIFIED_CALLS = 100;

/** With fewer the two arms share too little of each bin, and what the clock does to calls passes for the notice's doing. */
export const MIN_BINS = 4;

/** A sound shuffle fails once in a thousand rollouts. */
export const MIN_BALANCE_P = 0.001;

/** The late group is thinned by chance and by its own class; this leaves it room. */
const LATE_GROUP_SLACK = 0.8;

export interface AssessmentOptions {
  /** Share of each class that the plan keeps back until the horizon (0.02 to 0.1, say), drawn at random. */
  readonly lateGroupShare?: number;
  /** Least waiting share of a bin's person-time; without a late group only. Default `MIN_WAITING_SHARE`. */
  readonly minWaitingShare?: number;
  readonly balance?: Balance | null;
}

export interface Measurable {
  readonly kind: 'measurable';
  readonly measured: MeasuredStrata;
  readonly basis: ComparisonBasis & { readonly window: NonNullable<ComparisonBasis['window']> };
  readonly sum: PersonTime;
}

/**
 * Decides whether a rollout can carry a figure, before any is computed. Looks at the design first, then at amounts.
 *
 * @throws RangeError for a table that contradicts itself, or a share outside (0, 1).
 */
export function assess(table: RolloutTable, options: AssessmentOptions = {}): Measurable | NotEnoughData | NotMeasurable {
  checkTable(table);
  const measured = measuredStrata(table, waitingShareFor(options));
  const obstacle = obstacleOf(table, measured, options);
  if (obstacle) return { kind: 'not-measurable', reason: obstacle, method: methodOf(options) };
  const sum = sumOf(measured.strata.flatMap(({ groups }) => groups));
  const basis = basisOf(table, measured, sum, options);
  const reasons = shortages(table, measured, sum);
  if (reasons.length > 0 || basis.window === null) return { kind: 'not-enough-data', reasons, ...basis };
  return { kind: 'measurable', measured, sum, basis: { ...basis, window: basis.window } };
}

function waitingShareFor({ lateGroupShare, minWaitingShare }: AssessmentOptions): number {
  const share = lateGroupShare === undefined ? (minWaitingShare ?? MIN_WAITING_SHARE) : LATE_GROUP_SLACK * lateGroupShare;
  if (!(share > 0 && share < 1)) throw new RangeError(`A waiting share of ${share} is not between 0 and 1.`);
  return share;
}

function obstacleOf(table: RolloutTable, measured: MeasuredStrata, { balance }: AssessmentOptions): Obstacle | null {
  if (table.order === 'not-random') return { code: 'order-not-random' };
  if (table.order === 'not-recorded') return { code: 'order-not-recorded' };
  if (balance && balance.p <= MIN_BALANCE_P) return { code: 'unbalanced', ...balance };
  if (measured.onlySingleWaves) return { code: 'single-waves' };
  const bins = new Set(measured.strata.map(({ bin }) => bin)).size;
  if (measured.begun && !measured.open && bins < MIN_BINS) {
    return { code: 'too-quick', bins, needBins: MIN_BINS, binMinutes: table.binMinutes };
  }
  return null;
}

function shortages(table: RolloutTable, measured: MeasuredStrata, sum: PersonTime): readonly Shortage[] {
  const groups = measured.byGroup.filter((members) => members > 0).length;
  const amounts = [
    { code: 'few-waiting-calls', have: sum.waitingCalls, need: MIN_WAITING_CALLS },
    { code: 'few-notified-calls', have: sum.notifiedCalls, need: MIN_NOTIFIED_CALLS },
    { code: 'empty-groups', have: groups, need: GROUPS },
  ] as const;
  const short: Shortage[] = amounts.filter(({ have, need }) => have < need);
  // Stopping when the figure looks good would make its interval wrong, so there is none before the planned end.
  if (!measured.open) return short;
  const observedUntil = atMinute(table, table.observedMinutes);
  const latestEnd = atMinute(table, table.horizonMinutes);
  return [{ code: 'window-open', observedUntil, latestEnd }, ...short];
}

function basisOf(table: RolloutTable, measured: MeasuredStrata, sum: PersonTime, options: AssessmentOptions): ComparisonBasis {
  const bins = measured.strata.map(({ bin }) => bin);
  const first = binRange(table, Math.min(...bins));
  const last = binRange(table, Math.max(...bins));
  return {
    calls: { notified: sum.notifiedCalls, waiting: sum.waitingCalls },
    personHours: { notified: sum.notifiedHours, waiting: sum.waitingHours },
    window: bins.length === 0 ? null : { from: first.from, until: last.until },
    members: measured.members,
    classesLeftOut: measured.leftOut,
    balance: options.balance ?? null,
    method: methodOf(options),
  };
}
