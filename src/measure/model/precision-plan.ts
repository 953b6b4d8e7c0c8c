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
  const { calls, incidentCalls, rateRatio, callClustering = TYPICAL_CALL_CLUSTERING } = planned;
  if (!(incidentCalls >= 0 && calls >= incidentCalls && Number.isFinite(calls))) {
    throw new RangeError(`${incidentCalls} incident calls of ${calls} can not be.`);
  }
  if (!(rateRatio >= 0 && callClustering >= 1)) throw new RangeError('The rate ratio or the clustering can not be.');
  const told = 1 - MIN_WAITING_SHARE;
  const toldArea = told ** 2 / 2; // ∫p
  const waitingWeight = -Math.log(1 - told) - told - toldArea; // ∫p²/(1−p)
  const allRatio = calls === 0 ? 1 : 1 - ((1 - rateRatio) * incidentCalls) / calls;
  const expectedAvoided = (1 - rateRatio) * toldArea * incidentCalls;
  const expectedSe = Math.sqrt(callClustering * calls * (waitingWeight + toldArea * allRatio));
  const halfWidth = T_975_DF49 * expectedSe;
  const expectedCalls = { notified: calls * allRatio * toldArea, waiting: calls * (told - toldArea) };
  return {
    expectedAvoided,
    expectedSe,
    halfWidth,
    relativeHalfWidth: expectedAvoided === 0 ? null : halfWidth / Math.abs(expectedAvoided),
    expectedCalls,
    enoughCalls: expectedCalls.waiting >= MIN_WAITING_CALLS && expectedCalls.notified >= MIN_NOTIFIED_CALLS,
  };
}
