import { type Proportion, proportion } from './proportion.js';

/** Hours after a member's time zero at which it is asked who spoke first. */
export const FIRST_WORD_HOURS = [1, 4, 24] as const;

/**
 * Counts over all members of an incident, one row for each of `FIRST_WORD_HOURS`. Time zero is the declaration, or the
 * moment a member was added if later. Told first: our notice was delivered by then, before the member's first call; called
 * first: that call came by then, and not after delivery. A tie to the second is a call first.
 */
export interface FirstWordRow {
  readonly hours: number;
  readonly toldFirst: number;
  readonly calledFirst: number;
}

/** `p50Minutes`, `p95Minutes`: of time zero to delivery, over all members, those never told being the longest. */
export interface FirstWordCounts {
  readonly members: number;
  /** Hours that every member has been watched: since the latest time zero. */
  readonly observedHours: number;
  readonly rows: readonly FirstWordRow[];
  readonly p50Minutes: number | null;
  readonly p95Minutes: number | null;
}

/** Three ends that exclude each other; together they are all members, bounced ones among `neither`. */
export interface FirstWordAt {
  readonly hours: number;
  /** false while the time is not up for every member: the shares can still grow. */
  readonly complete: boolean;
  readonly toldFirst: Proportion;
  readonly calledFirst: Proportion;
  readonly neither: Proportion;
}

export type MinutesToWord = { readonly kind: 'reached'; readonly minutes: number } | { readonly kind: 'not-reached' };

export interface FirstWord {
  readonly kind: 'first-word';
  readonly members: number;
  readonly at: readonly FirstWordAt[];
  readonly median: MinutesToWord;
  readonly p95: MinutesToWord;
  readonly method: string;
}

export interface NoMembers {
  readonly kind: 'not-enough-data';
  readonly reasons: readonly [{ readonly code: 'no-members' }];
}

const METHOD = 'First event of told, called, neither; shares of all members with Wilson intervals, v1';

/**
 * Who spoke first, we or the customer. Everyone is watched for the same time, so the share of each first event is the plain
 * proportion; leaving the others out, as a survival curve would, overstates it.
 *
 * @param counts Aggregates over all members; a minute that is Infinity or null has not been reached.
 * @throws RangeError if a row counts more members than there are.
 * @source Cumulative incidence of competing events: Aalen & Johansen (1978), Scand. J. Statistics 5, 141–150, which without
 *   censoring is the proportion.
 */
export function firstWord(counts: FirstWordCounts): FirstWord | NoMembers {
  if (counts.members === 0) return { kind: 'not-enough-data', reasons: [{ code: 'no-members' }] };
  return {
    kind: 'first-word',
    members: counts.members,
    at: counts.rows.map((row) => firstWordAt(row, counts)),
    median: minutesToWord(counts.p50Minutes),
    p95: minutesToWord(counts.p95Minutes),
    method: METHOD,
  };
}

function firstWordAt({ hours, toldFirst, calledFirst }: FirstWordRow, { members, observedHours }: FirstWordCounts): FirstWordAt {
  return {
    hours,
    complete: observedHours >= hours,
    toldFirst: proportion(toldFirst, members),
    calledFirst: proportion(calledFirst, members),
    neither: proportion(members - toldFirst - calledFirst, members),
  };
}

function minutesToWord(minutes: number | null): MinutesToWord {
  return minutes === null || !Number.isFinite(minutes) ? { kind: 'not-reached' } : { kind: 'reached', minutes };
}
