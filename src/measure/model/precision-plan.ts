import { MIN_NOTIFIED_CALLS, MIN_WAITING_CALLS } from './assessment.js';
import { T_975_DF49 } from './quantiles.js';
import { MIN_WAITING_SHARE } from './strata.js';

/**
 * Sum of n² over sum of n, n being calls by one caller: how far calls of the same people widen the interval. The Technion
 * bank's identified callers give 1.8 over 6 hours and 2.0 over 12 (January and February 1999).
 */
export const TYPICAL_CALL_CLUSTERING = 2;

export interface PlannedRollout {
  /** Matched calls expected of the audience, if nobody were told, from the first wave's time to the last's. */
  readonly calls: number;
  /** Those of them that are about the incident, 0 to `calls`. */
  readonly incidentCalls: number;
  /** Assumed rate of incident calls after the notice over that before: 0.5 halves them, above 1 provokes. */
  readonly rateRatio: number;
  /** Default `TYPICAL_CALL_CLUSTERING`. */
  readonly callClustering?: number;
}

/** What the measurement will be able to say, if the assumptions hold. */
export interface PrecisionPlan {
  readonly expectedAvoided: number;
  readonly expectedSe: number;
  /** Of the 95 % interval, in calls. */
  readonly halfWidth: number;
  /** Half width over the expected figure's size; null where no effect is assumed. */
  readonly relativeHalfWidth: number | null;
  readonly expectedCalls: { readonly notified: number; readonly waiting: number };
  /** Whether enough calls are expected on both sides for a figure to be shown at all. */
  readonly enoughCalls: boolean;
}

/**
 * The line to show before a notice goes out. Assumes waves of equal size at an even pace and calls spread evenly over them.
 *
 * With p the share told, p running evenly from 0 to c = 1 − `MIN_WAITING_SHARE`, and U calls for the whole rollout, the
 * sums of the estimator become integrals over p: avoided incident calls (1 − RR)·U·∫p, variance
 * U·∫(p²/(1−p) + ρp), where ρ is the ratio over all calls, those about other things included.
 *
 * @throws RangeError if a count is below 0, incident calls exceed all calls, or a factor is not sensible.
 * @source The Poisson variance of `comparison.ts` in its limit of many waves, times the clustering of calls (Rao & Scott,
 *   1992, Biometrics 48, 577–585: variance inflation of clustered counts).
 */
export function planPrecision(planned: PlannedRollout): PrecisionPlan {
  const { calls, incidentCalls, rateRatio } = planned;
  const allRatio = ratioOfAll(planned);
  const told = 1 - MIN_WAITING_SHARE;
  const toldArea = told ** 2 / 2; // ∫p
  const waitingWeight = -Math.log(1 - told) - told - toldArea; // ∫p²/(1−p)
  return planOf(planned, {
    expectedAvoided: (1 - rateRatio) * toldArea * incidentCalls,
    variance: calls * (waitingWeight + toldArea * allRatio),
    expectedCalls: { notified: calls * allRatio * toldArea, waiting: calls * (told - toldArea) },
  });
}

/**
 * The same for a late group that is told when the calls are over, or nearly: it stands for all others, who count as told from the start.
 *
 * @param planned  Calls from the first wave until the late group is told.
 * @param lateShare  Of the people, in (0, 1).
 * @throws RangeError as `planPrecision`, or if the share is not between 0 and 1.
 * @source The Poisson variance of `comparison.ts` for one stratum with T1/T0 = (1 − q)/q, times the clustering of calls.
 */
export function planLatePrecision(planned: PlannedRollout, lateShare: number): PrecisionPlan {
  if (!(lateShare > 0 && lateShare < 1)) throw new RangeError(`A late group of ${lateShare} is not between 0 and 1.`);
  const allRatio = ratioOfAll(planned);
  const waiting = planned.calls * lateShare;
  const notified = planned.calls * (1 - lateShare) * allRatio;
  return planOf(planned, {
    expectedAvoided: (1 - planned.rateRatio) * (1 - lateShare) * planned.incidentCalls,
    variance: ((1 - lateShare) / lateShare) ** 2 * waiting + notified,
    expectedCalls: { notified, waiting },
  });
}

/** Rate of all calls after the notice over that before: those about other things stay as they are. */
function ratioOfAll({ calls, incidentCalls, rateRatio, callClustering = TYPICAL_CALL_CLUSTERING }: PlannedRollout): number {
  if (!(incidentCalls >= 0 && calls >= incidentCalls && Number.isFinite(calls))) {
    throw new RangeError(`${incidentCalls} incident calls of ${calls} can not be.`);
  }
  if (!(rateRatio >= 0 && callClustering >= 1)) throw new RangeError('The rate ratio or the clustering can not be.');
  return calls === 0 ? 1 : 1 - ((1 - rateRatio) * incidentCalls) / calls;
}

function planOf(
  { callClustering = TYPICAL_CALL_CLUSTERING }: PlannedRollout,
  { expectedAvoided, variance, expectedCalls }: Pick<PrecisionPlan, 'expectedAvoided' | 'expectedCalls'> & { readonly variance: number },
): PrecisionPlan {
  const expectedSe = Math.sqrt(callClustering * variance);
  const halfWidth = T_975_DF49 * expectedSe;
  return {
    expectedAvoided, expectedSe, halfWidth, expectedCalls,
    relativeHalfWidth: expectedAvoided === 0 ? null : halfWidth / Math.abs(expectedAvoided),
    enoughCalls: expectedCalls.waiting >= MIN_WAITING_CALLS && expectedCalls.notified >= MIN_NOTIFIED_CALLS,
  };
}

/** For each call about the incident that identified callers make, this many about other things, as in the bank's records on a busy day. */
const OTHER_CALLS = 0.25;

/**
 * What a plan would be able to say, before anybody has called.
 *
 * @param people  Who is written to.
 * @param callsPerThousand  Identified calls about the incident for each thousand of them, from the first wave to the last, or with a late group until
 *   it is told, if nobody were told.
 * @param rateRatio  As `PlannedRollout`.
 * @param latePercent  null without a late group.
 */
export function expectedPrecision({ people, callsPerThousand, rateRatio, latePercent }: { readonly people: number; readonly callsPerThousand: number; readonly rateRatio: number; readonly latePercent: number | null }): PrecisionPlan {
  const incidentCalls = (people * callsPerThousand) / 1_000;
  const planned = { calls: incidentCalls * (1 + OTHER_CALLS), incidentCalls, rateRatio };
  return latePercent === null ? planPrecision(planned) : planLatePrecision(planned, latePercent / 100);
}
