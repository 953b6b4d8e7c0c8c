import { type Proportion, proportion } from './proportion.js';

/** Hours after a member's time zero at which it is asked who spoke first. */
export const FIRST_WORD_HOURS = [1, 4, 24] as const;
/** How fine the course of the first day is drawn. */
export const SERIES_STEP_MINUTES = 15;

/**
 * Counts over all members of an incident, one row for each of `FIRST_WORD_HOURS`. Time zero is the declaration, or the
 * moment a member was added if later. Told first: our notice was delivered by then, before the member's first call; called
 * first: that call came by then, and not after delivery. A tie to the second is a call first. `unaffectedCalled`: of everybody else,
 * who called within these hours of the declaration.
 */
export interface FirstWordRow {
  readonly hours: number;
  readonly toldFirst: number;
  readonly calledFirst: number;
  readonly unaffectedCalled: number;
}

/** The same two counts at a time of the first day. */
export interface FirstWordPoint {
  readonly minutes: number;
  readonly toldFirst: number;
  readonly calledFirst: number;
}

/** `p50Minutes`, `p95Minutes`: of time zero to delivery, over all members, those never told being the longest. */
export interface FirstWordCounts {
  readonly members: number;
  /** Hours that every member has been watched: since the latest time zero. */
  readonly observedHours: number;
  readonly rows: readonly FirstWordRow[];
  readonly series: readonly FirstWordPoint[];
  /** Customers who are not of the incident. */
  readonly unaffected: number;
  /** All calls since the declaration, and those whose caller was recognised. */
  readonly offered: number;
  readonly identified: number;
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
  /**
   * What `calledFirst` would be had every caller been recognised: the share and its interval, over the share of calls that were. Null
   * where no call was. Absent in figures from before it was worked out.
   */
  readonly calledFirstCorrected?: CorrectedShare | null;
  /** Share of everybody else who called as soon: how much of `calledFirst` would have come without an incident. Null without such customers. */
  readonly unaffectedCalled?: Proportion | null;
}

/** As fractions of 1; none is above 1. `matched`: share of the calls whose caller was recognised. */
export interface CorrectedShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly matched: number;
}

export type MinutesToWord = { readonly kind: 'reached'; readonly minutes: number } | { readonly kind: 'not-reached' };

export interface FirstWord {
  readonly kind: 'first-word';
  readonly members: number;
  readonly at: readonly FirstWordAt[];
  /** The first day in steps, as far as everybody has been watched; absent in figures from before it was kept. */
  readonly series?: readonly FirstWordPoint[];
  readonly median: MinutesToWord;
  readonly p95: MinutesToWord;
  readonly method: string;
}

export interface NoMembers {
  readonly kind: 'not-enough-data';
  readonly reasons: readonly [{ readonly code: 'no-members' }];
}

const METHOD = 'First event of told, called, neither; shares of all members with Wilson intervals, v2';

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
    series: counts.series.filter(({ minutes }) => minutes === 0 || minutes - SERIES_STEP_MINUTES < counts.observedHours * 60),
    median: minutesToWord(counts.p50Minutes),
    p95: minutesToWord(counts.p95Minutes),
    method: METHOD,
  };
}

function firstWordAt({ hours, toldFirst, calledFirst, unaffectedCalled }: FirstWordRow, counts: FirstWordCounts): FirstWordAt {
  const { members, observedHours, unaffected } = counts;
  const called = proportion(calledFirst, members);
  return {
    hours,
    complete: observedHours >= hours,
    toldFirst: proportion(toldFirst, members),
    calledFirst: called,
    neither: proportion(members - toldFirst - calledFirst, members),
    calledFirstCorrected: corrected(called, counts),
    unaffectedCalled: unaffected > 0 ? proportion(Math.min(unaffectedCalled, unaffected), unaffected) : null,
  };
}

/** Who was not recognised is taken to have called first as often as who was: nothing about him was known before he was told. */
function corrected({ share, low, high }: Proportion, { offered, identified }: FirstWordCounts): CorrectedShare | null {
  if (identified === 0) return null;
  const matched = identified / offered;
  return { share: Math.min(1, share / matched), low: Math.min(1, low / matched), high: Math.min(1, high / matched), matched };
}

function minutesToWord(minutes: number | null): MinutesToWord {
  return minutes === null || !Number.isFinite(minutes) ? { kind: 'not-reached' } : { kind: 'reached', minutes };
}
