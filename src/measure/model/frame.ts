import { binMinutesFor, type RolloutTable } from './rollout-table.js';

/** What is on record of a rollout and its calls before any of them is counted. Times are business time. */
export interface RolloutFacts {
  readonly declaredAt: Date;
  readonly createdAt: Date;
  /** After this nothing more of the notice is sent. */
  readonly expiresAt: Date;
  /** The first that went out in its incident. */
  readonly isFirst: boolean;
  /** By which the audience was put in order. */
  readonly algorithm: string;
  readonly waves: readonly { readonly stratum: number; readonly plannedAt: Date; readonly handedOverAt: Date | null; readonly late: boolean }[];
  /** Of the people, those who are told after all others; null where nobody is. */
  readonly latePercent: number | null;
  /** When the next notice of the incident began to go out; null while none has. */
  readonly nextStartedAt: Date | null;
  /** The last call that anybody made, affected or not; null where none is known. */
  readonly lastCallAt: Date | null;
}

/** The time that is counted, and how: decided by plan and clock before a call is looked at. */
export interface Frame extends Pick<RolloutTable, 'origin' | 'binMinutes' | 'observedMinutes' | 'horizonMinutes' | 'order'> {
  readonly observedUntil: Date;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Calls so long before the first hand-over or after the last belong to another story. */
const WATCHED = 14 * 24 * HOUR;

/**
 * @param now  Business time.
 *
 * Calls count as complete up to the last call of anybody: where the feed of calls stopped, silence after it is no zero. The window
 * ends at the latest when the next notice starts or this one expires.
 */
export function frameOf(facts: RolloutFacts, now: Date): Frame {
  const handedOver = facts.waves.flatMap(({ handedOverAt }) => (handedOverAt ? [handedOverAt.getTime()] : []));
  const first = Math.min(now.getTime(), ...handedOver);
  const begun = Math.max(Math.min((facts.isFirst ? facts.declaredAt : facts.createdAt).getTime(), first), first - WATCHED);
  const origin = Math.floor(begun / HOUR) * HOUR;
  const lastCall = facts.lastCallAt === null ? origin : facts.lastCallAt.getTime() + 1; // half-open: that call is in it
  const observed = Math.max(origin, Math.min(now.getTime(), lastCall, Math.max(first, ...handedOver) + WATCHED));
  const horizon = Math.min(facts.expiresAt.getTime(), facts.nextStartedAt?.getTime() ?? Infinity);
  return {
    origin: new Date(origin),
    binMinutes: binMinutesFor(Math.max(plannedMinutes(facts), 1)),
    observedUntil: new Date(observed),
    observedMinutes: (observed - origin) / MINUTE,
    horizonMinutes: Math.max(0, (horizon - origin) / MINUTE),
    order: orderOf(facts.algorithm),
  };
}

/**
 * From the first wave to the last before a late group, as planned; what became of the plan must not choose the bins. Of the quickest stratum, since told and
 * waiting are compared inside each; a night between two of its waves is none of its time.
 */
function plannedMinutes({ waves }: RolloutFacts): number {
  const strata = [...Map.groupBy(waves.filter(({ late }) => !late), ({ stratum }) => stratum).values()].filter(({ length }) => length > 1);
  return strata.length === 0 ? 0 : Math.min(...strata.map(stretch)) / MINUTE;
}

function stretch(waves: RolloutFacts['waves']): number {
  const planned = waves.map(({ plannedAt }) => plannedAt.getTime()).sort((a, b) => a - b);
  return (planned.length - 1) * Math.min(...planned.slice(1).map((at, index) => at - planned[index]!));
}

/** Orders that a recorded seed gives by SHA-256 over households, as the audience step names them. */
const RANDOM = /^sha256-household-v\d+$/;

/** Any other name is some other rule: nothing is taken for random because nobody said otherwise. */
export function orderOf(algorithm: string): RolloutTable['order'] {
  if (algorithm === '') return 'not-recorded';
  return RANDOM.test(algorithm) ? 'random' : 'not-random';
}
