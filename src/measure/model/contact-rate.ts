import type { PacePrior } from '../../deliver/contract.js';
import { overlap } from './person-time.js';
import { EXPOSURE_BANDS, inGap, type RolloutTable } from './rollout-table.js';
import { sum } from './sum.js';
import { wedges } from './wedge.js';

/** By then most of those whom a notice makes call have called. */
export const AFTER_HOURS = 4;

/** Calls by recognised members in the first `AFTER_HOURS` after their wave went out, and the hours (people times time) in which they could. */
export interface AfterTold {
  readonly calls: number;
  readonly personHours: number;
}

/** What an earlier incident brought. `matchedShare`: of all calls then, those whose caller was recognised, in (0, 1]. */
export interface PastRate extends AfterTold {
  readonly sameKind: boolean;
  readonly sameBrand: boolean;
  readonly matchedShare: number;
}

/**
 * What a first guess is worth, in calls: as uncertain as a rate from so many (22 %). Incidents are less alike than that, so however many
 * calls one brought, it says no more of the next.
 */
export const GUESS_CALLS = 20;
/** Fewer calls in all than this are a worse guess than a person's. */
const LEAST_CALLS = GUESS_CALLS;
/** What a plan may state too. */
const BOUNDS = { least: 0.1, most: 1_000 } as const;

const BANDS = EXPOSURE_BANDS.filter(({ untilHours }) => untilHours !== null && untilHours <= AFTER_HOURS).length;

/** Bins that a gap of the feed touches count on neither side. */
export function afterTold(table: RolloutTable): AfterTold {
  const { binMinutes, observedMinutes } = table;
  const bins = Math.floor(observedMinutes / binMinutes);
  const isKnown = (bin: number): boolean => bin >= 0 && bin < bins && !inGap(table, bin * binMinutes, (bin + 1) * binMinutes);
  const calls = table.calls.filter(({ bin }) => isKnown(bin)).reduce((sum, { notified }) => sum + notified.slice(0, BANDS).reduce((so, n) => so + n, 0), 0);
  const steps = wedges(table).flatMap((wedge) => wedge.steps).filter(({ atMinute }) => Number.isFinite(atMinute));
  return { calls, personHours: steps.reduce((sum, { atMinute, members }) => sum + (members * knownMinutes(atMinute, binMinutes, isKnown)) / 60, 0) };
}

function knownMinutes(toldAt: number, binMinutes: number, isKnown: (bin: number) => boolean): number {
  const until = toldAt + AFTER_HOURS * 60;
  let minutes = 0;
  for (let bin = Math.floor(toldAt / binMinutes); bin * binMinutes < until; bin += 1) {
    if (isKnown(bin)) minutes += overlap(bin * binMinutes, (bin + 1) * binMinutes, toldAt, until);
  }
  return minutes;
}

/**
 * What a plan states goes before; then incidents of the same kind and brand, of the same kind, and all, the first of these that brought
 * enough calls; then the company's own figure.
 *
 * @param stated  In the plan; null where it leaves that to what is known.
 */
export function contactPrior(past: readonly PastRate[], stated: number | null, company: number): PacePrior {
  if (stated !== null) return { callsPerThousand: stated, source: 'plan', incidents: 0 };
  const known = past.filter(({ personHours, matchedShare }) => personHours > 0 && matchedShare > 0);
  const tiers = [
    { source: 'kind-and-brand', rates: known.filter(({ sameKind, sameBrand }) => sameKind && sameBrand) },
    { source: 'kind', rates: known.filter(({ sameKind }) => sameKind) },
    { source: 'all', rates: known },
  ] as const;
  const tier = tiers.find(({ rates }) => rates.reduce((sum, { calls }) => sum + calls, 0) >= LEAST_CALLS);
  if (!tier) return { callsPerThousand: company, source: 'company', incidents: 0 };
  const callsPerThousand = pooledRate(tier.rates) * AFTER_HOURS * 1_000;
  return { callsPerThousand: Math.min(BOUNDS.most, Math.max(BOUNDS.least, callsPerThousand)), source: tier.source, incidents: tier.rates.length };
}

/**
 * Calls of all callers in a person-hour. An incident weighs by the calls to expect of its hours, up to `GUESS_CALLS`: a large one must not
 * speak for all.
 *
 * @source Random-effects mean: a weight is one over what chance (1 / calls) and the difference between incidents (1 / GUESS_CALLS) add up to.
 */
function pooledRate(rates: readonly PastRate[]): number {
  const all = rates.map(({ calls, personHours, matchedShare }) => ({ calls: calls / matchedShare, personHours, matchedShare }));
  const crude = sum(all, ({ calls }) => calls) / sum(all, ({ personHours }) => personHours);
  const weighed = all.map((one) => {
    const expected = crude * one.personHours * one.matchedShare;
    return { rate: one.calls / one.personHours, weight: 1 / (1 / expected + 1 / GUESS_CALLS) };
  });
  return sum(weighed, ({ rate, weight }) => rate * weight) / sum(weighed, ({ weight }) => weight);
}
