import { DateTime } from 'luxon';
import type { Channel } from '../../audience/contract.js';
import type { TimeRange } from '../../kernel/time-range.js';

/** Hours in which channels keep still where the reader lives. */
export interface QuietHours {
  /** Clock times "HH:MM" on the reader's clock, half-open; from 21:00 until 08:00 spans midnight. */
  readonly from: string;
  readonly until: string;
  /** Texts always; e-mail too where the playbook or an author says so. */
  readonly channels: readonly Channel[];
  /** Why they are passed over this time; null where they are kept. */
  readonly overrideReason: string | null;
}

/** The part of a notice's policies that says what may go out at night. */
export interface QuietPolicies {
  readonly channels: 'preferred' | 'both' | Channel;
  readonly quietHours?: QuietHours | null;
}

type Clock = Pick<QuietHours, 'from' | 'until'>;

/** Two days hold every hour of every clock, whatever a clock change does to one of them. */
const LOOK_AHEAD_MS = 48 * 3_600_000;
const DAY = { days: 1 };

/**
 * Channels of a notice that may not be used in quiet hours; none where quiet hours don't bind it.
 *
 * @param numbers  How many of its people have a number.
 */
export function quietChannels({ channels, quietHours }: QuietPolicies, numbers: number): readonly Channel[] {
  if (!quietHours || quietHours.overrideReason !== null) return [];
  const used: readonly Channel[] = channels === 'email' || channels === 'sms' ? [channels] : ['email', 'sms'];
  return quietHours.channels.filter((channel) => used.includes(channel) && (channel !== 'sms' || numbers > 0));
}

/**
 * When somebody who may live in any of these zones can be written to: where it is nobody's quiet hours. Where the zones lie so far
 * apart that it is always quiet in one of them, the hours in which it is in the fewest: that still sends, and wakes as few as can be.
 *
 * @param zones  IANA names, at least one.
 * @returns Ranges inside `span`, in order; none where there is no such hour in it.
 */
export function allowedHours(zones: readonly string[], hours: Clock, span: TimeRange): readonly TimeRange[] {
  const until = new Date(Math.max(span.until.getTime(), span.from.getTime() + LOOK_AHEAD_MS));
  const stretches = countQuiet(zones.map((zone) => quietRanges(zone, hours, { from: span.from, until })), { from: span.from, until });
  const soon = stretches.filter(({ from }) => from < span.from.getTime() + LOOK_AHEAD_MS);
  const fewest = Math.min(...soon.map(({ quiet }) => quiet));
  return joined(stretches.filter(({ quiet }) => quiet <= fewest))
    .map(({ from, until: end }) => ({ from: new Date(from), until: new Date(Math.min(end, span.until.getTime())) }))
    .filter(({ from, until: end }) => from < end);
}

/** The first moment from `at` on that lies in one of the ranges; null where there is none. */
export function firstAllowed(ranges: readonly TimeRange[], at: Date): Date | null {
  const range = ranges.find(({ until }) => until > at);
  return range === undefined ? null : range.from > at ? range.from : at;
}

/** What lies in ranges of both. */
export function common(one: readonly TimeRange[], two: readonly TimeRange[]): readonly TimeRange[] {
  return one.flatMap((a) =>
    two
      .map((b) => ({ from: a.from > b.from ? a.from : b.from, until: a.until < b.until ? a.until : b.until }))
      .filter(({ from, until }) => from < until),
  );
}

/** The quiet hours of one zone that touch `span`. An hour that a clock change repeats is quiet both times. */
function quietRanges(zone: string, hours: Clock, span: TimeRange): readonly TimeRange[] {
  const ranges: TimeRange[] = [];
  const last = DateTime.fromJSDate(span.until, { zone });
  for (let day = DateTime.fromJSDate(span.from, { zone }).startOf('day').minus(DAY); day <= last; day = day.plus(DAY)) {
    const from = at(day, hours.from)[0]!;
    const until = at(hours.until > hours.from ? day : day.plus(DAY), hours.until).at(-1)!;
    if (until > span.from && from < span.until) ranges.push({ from, until });
  }
  return ranges;
}

/** The instants at which that day's clock shows this time, earliest first: one, or two where the clock is set back over it. */
function at(day: DateTime, clock: string): readonly Date[] {
  const [hour, minute] = clock.split(':').map(Number);
  return day.set({ hour: hour!, minute: minute!, second: 0, millisecond: 0 }).getPossibleOffsets().map((each) => each.toJSDate()).sort((a, b) => a.getTime() - b.getTime());
}

interface Stretch {
  readonly from: number;
  readonly until: number;
  /** In how many zones it is quiet. */
  readonly quiet: number;
}

function countQuiet(zones: readonly (readonly TimeRange[])[], span: TimeRange): readonly Stretch[] {
  const [start, end] = [span.from.getTime(), span.until.getTime()];
  const inside = (moment: Date): number => Math.min(Math.max(moment.getTime(), start), end);
  const turns = zones.flat().flatMap(({ from, until }) => [[inside(from), 1], [inside(until), -1]] as const);
  const moments = [...new Set([start, ...turns.map(([moment]) => moment), end])].sort((a, b) => a - b);
  const change = new Map<number, number>();
  for (const [moment, step] of turns) change.set(moment, (change.get(moment) ?? 0) + step);
  let quiet = 0;
  return moments.slice(0, -1).map((from, index) => {
    quiet += change.get(from) ?? 0;
    return { from, until: moments[index + 1]!, quiet };
  });
}

function joined(stretches: readonly Stretch[]): readonly { from: number; until: number }[] {
  const ranges: { from: number; until: number }[] = [];
  for (const { from, until } of stretches) {
    const last = ranges.at(-1);
    if (last?.until === from) last.until = until;
    else ranges.push({ from, until });
  }
  return ranges;
}
