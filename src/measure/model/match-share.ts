import type { AvoidedCallsEstimate } from './avoided-calls.result.js';
import { T_975_DF49 } from './quantiles.js';

/** Calls by anybody in some stretch of time, and those of them whose caller is known. */
export interface IdentifiedCalls {
  readonly offered: number;
  readonly identified: number;
}

/** How many of the calls that matter could be matched with a customer. `basis`: of which calls that was counted. */
export interface MatchShare {
  readonly share: number;
  /** Calls that the share was counted on. */
  readonly calls: number;
  readonly basis: 'tagged' | 'excess' | 'all';
}

/** The avoided calls of all callers, known or not; only as good as the assumption that both kinds act alike. */
export interface ScaledAvoided {
  readonly match: MatchShare;
  readonly avoided: number;
  readonly low: number;
  readonly high: number;
  readonly se: number;
  /** How far the figure of identified callers would be off, were callers that much better matched after the notice than before (points of 100). */
  readonly sensitivity: readonly { readonly points: number; readonly bias: number }[];
}

/** Fewer calls, tagged or above the usual ones, say nothing of who makes them. */
const MIN_CALLS = 100;
const SENSITIVITY_POINTS = [-2, 2] as const;

/**
 * The matched share of the calls about the incident, since its callers may be known more or less often than others: of those that were tagged as being
 * about it; where too few were, of the calls that came on top of the usual ones; where too few came on top, of all calls.
 *
 * @param tagged  In the measured window, with a reason that people said is the incident's.
 * @param window  In the measured window, of whatever reason.
 * @param usual  In the same hours of earlier weeks that have calls at all, one for each week.
 * @returns null where nothing was matched: there is nothing to scale by.
 */
export function matchShare(tagged: IdentifiedCalls, window: IdentifiedCalls, usual: readonly IdentifiedCalls[]): MatchShare | null {
  if (tagged.offered >= MIN_CALLS && tagged.identified > 0) return { share: tagged.identified / tagged.offered, calls: tagged.offered, basis: 'tagged' };
  const mean = (value: (week: IdentifiedCalls) => number): number => usual.reduce((sum, week) => sum + value(week), 0) / usual.length;
  const excess = usual.length === 0 ? 0 : window.offered - mean(({ offered }) => offered);
  const known = usual.length === 0 ? 0 : window.identified - mean(({ identified }) => identified);
  if (excess >= MIN_CALLS && known > 0 && known <= excess) return { share: known / excess, calls: Math.round(excess), basis: 'excess' };
  if (!(window.identified > 0)) return null;
  return { share: window.identified / window.offered, calls: window.offered, basis: 'all' };
}

/**
 * Scales the figure of identified callers to all.
 *
 * @source Delta method for a ratio of independent estimates: Var(A/m) = Var(A)/m² + (A/m)²·Var(m)/m², m a binomial share of `calls`.
 */
export function scaledAvoided({ avoided, se, calls }: Pick<AvoidedCallsEstimate, 'avoided' | 'se' | 'calls'>, match: MatchShare): ScaledAvoided {
  const { share } = match;
  const all = avoided / share;
  const error = Math.sqrt((se / share) ** 2 + (all ** 2 * (1 - share)) / (share * match.calls));
  return {
    match, avoided: all, low: all - T_975_DF49 * error, high: all + T_975_DF49 * error, se: error,
    sensitivity: SENSITIVITY_POINTS.map((points) => ({ points, bias: matchingBias(calls.notified, share, points / 100) })),
  };
}

/** Calls of the told that were counted only because matching became better by `better` (a fraction of 1) take that many off the avoided ones. */
function matchingBias(notifiedCalls: number, share: number, better: number): number {
  return share + better > 0 ? (-notifiedCalls * better) / (share + better) : 0;
}
