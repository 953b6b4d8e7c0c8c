import type { TimeRange } from '../../kernel/time-range.js';
import type { EarlierTable } from './earlier-calls.table.js';

/** People are hashed into this many groups, once and for ever; leaving each out in turn gives the interval. */
export const GROUPS = 50;

/** Time since a wave was handed over, in hours: half-open bands, the last without an end. */
export const EXPOSURE_BANDS = [
  { fromHours: 0, untilHours: 1 },
  { fromHours: 1, untilHours: 4 },
  { fromHours: 4, untilHours: 12 },
  { fromHours: 12, untilHours: null },
] as const;

/** A slice of one priority class. `handedOverMinute`: from the table's origin; null while it has not gone. */
export interface WaveRow {
  readonly priority: string;
  readonly wave: number;
  readonly handedOverMinute: number | null;
}

/** How many members of one group were assigned to one wave, whatever became of their messages. */
export interface MemberRow {
  readonly group: number;
  readonly priority: string;
  readonly wave: number;
  readonly members: number;
}

/**
 * Matched calls of one group in one class and bin. `waiting`: before the hand-over of the caller's own wave. `notified`:
 * at or after it, by the time since then, one count for each of `EXPOSURE_BANDS`. Silent combinations need no row.
 */
export interface CallRow {
  readonly group: number;
  readonly priority: string;
  readonly bin: number;
  readonly waiting: number;
  readonly notified: readonly number[];
}

/** A stretch (minutes from the table's origin) of which calls are missing: who called in it is not known, on either side. */
export interface FeedGap {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/**
 * Everything that the comparison of notified with waiting members needs, as counts; no row is about one person.
 *
 * Bin k covers `[origin + k·binMinutes, origin + (k+1)·binMinutes)`. Calls are those that were offered and matched to a
 * member by someone blind to whether he had been notified. A household shares group, class and wave.
 */
export interface RolloutTable {
  /** Start of bin 0. At or before the first hand-over, on a full hour so that bins join into calendar hours. */
  readonly origin: Date;
  /** A divisor of 60. */
  readonly binMinutes: number;
  /** Calls are complete up to here (minutes from origin). */
  readonly observedMinutes: number;
  /** Where the comparison ends at the latest, fixed before any call was looked at: a planned end, or the next notice. */
  readonly horizonMinutes: number;
  /** How members came into their waves inside a class: by a recorded seed, by some other rule, or nobody knows. */
  readonly order: 'random' | 'not-random' | 'not-recorded';
  readonly waves: readonly WaveRow[];
  readonly members: readonly MemberRow[];
  readonly calls: readonly CallRow[];
  /** What they touch is no part of the comparison. Said by people who know the feed, without a look at the calls around. */
  readonly gaps?: readonly FeedGap[];
  /** What members did before anybody was told; absent where nobody counted it. */
  readonly earlier?: EarlierTable;
}

/** @throws RangeError naming the first thing that cannot be so: such a table is a bug of whoever made it. */
export function checkTable(table: RolloutTable): void {
  const { binMinutes, observedMinutes, horizonMinutes } = table;
  if (!(binMinutes > 0 && Number.isInteger(60 / binMinutes))) refuse(`bins of ${binMinutes} minutes do not join into hours`);
  if (!(observedMinutes >= 0)) refuse('observedMinutes is below 0');
  if (!(horizonMinutes >= 0)) refuse('horizonMinutes is below 0');
  const waves = checkWaves(table);
  checkMembers(table, waves);
  checkCalls(table, new Set(waves.keys()));
}

/** Wave numbers by class. */
function checkWaves(table: RolloutTable): Map<string, Set<number>> {
  const waves = new Map<string, Set<number>>();
  for (const { priority, wave, handedOverMinute } of table.waves) {
    if (handedOverMinute !== null && !Number.isFinite(handedOverMinute)) refuse(`wave ${wave} has no sensible hand-over`);
    const ofClass = waves.get(priority) ?? new Set();
    if (ofClass.has(wave)) refuse(`wave ${wave} of ${priority} is listed twice`);
    waves.set(priority, ofClass.add(wave));
  }
  return waves;
}

function checkMembers(table: RolloutTable, waves: Map<string, Set<number>>): void {
  for (const { group, priority, wave, members } of table.members) {
    if (!isGroup(group)) refuse(`group ${group}`);
    if (!waves.get(priority)?.has(wave)) refuse(`members of an unknown wave ${wave} of ${priority}`);
    if (!isCount(members)) refuse(`${members} members`);
  }
}

function checkCalls(table: RolloutTable, classes: Set<string>): void {
  for (const { group, priority, bin, waiting, notified } of table.calls) {
    if (!isGroup(group)) refuse(`group ${group}`);
    if (!classes.has(priority)) refuse(`calls of an unknown class ${priority}`);
    if (!isCount(bin)) refuse(`bin ${bin}`);
    if (notified.length !== EXPOSURE_BANDS.length) refuse(`${notified.length} exposure bands`);
    if (!isCount(waiting) || !notified.every(isCount)) refuse('a count of calls is not a whole number from 0 up');
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isGroup = (value: number): boolean => isCount(value) && value < GROUPS;

function refuse(what: string): never {
  throw new RangeError(`Rollout table: ${what}.`);
}

/** The instant `minutes` after the table's origin. */
export const atMinute = (table: Pick<RolloutTable, 'origin'>, minutes: number): Date =>
  new Date(table.origin.getTime() + minutes * 60_000);

/** Whether calls of [from, until) (minutes from origin) are missing. */
export const inGap = ({ gaps = [] }: Pick<RolloutTable, 'gaps'>, from: number, until: number): boolean => gaps.some(({ fromMinute, untilMinute }) => fromMinute < until && from < untilMinute);

export const binRange = (table: Pick<RolloutTable, 'origin' | 'binMinutes'>, bin: number): TimeRange => ({
  from: atMinute(table, bin * table.binMinutes),
  until: atMinute(table, (bin + 1) * table.binMinutes),
});

const BIN_CHOICES = [30, 15, 10, 5, 2, 1] as const;

/**
 * Bin length (minutes) for a rollout: half hours, shorter where it is quick, so that what happens inside one bin matters
 * little. Finer bins cost no precision, since no bin is judged by its own calls.
 *
 * @param rolloutMinutes From the first hand-over to the last, as planned, > 0.
 */
export function binMinutesFor(rolloutMinutes: number): number {
  return BIN_CHOICES.find((minutes) => rolloutMinutes >= BINS_WANTED * minutes) ?? 1;
}

/** If calls grow by 10 % from bin to bin, 12 bins shift the figure by 0.2 % of the calls, 4 by 0.7 %. */
const BINS_WANTED = 12;
