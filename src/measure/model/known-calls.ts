import { type CallDay, dayAfter } from './call-calendar.js';

/** `closed`: nobody could call. `set-aside`: the calls of that day say nothing of an ordinary one: an outage, a campaign, a gap in the feed. */
export const CALENDAR_KINDS = ['closed', 'set-aside'] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];

export interface CalendarDay {
  readonly date: string;
  readonly kind: CalendarKind;
  readonly note: string;
  readonly setBy: string;
  readonly setAt: Date;
}

export interface KnownCalls {
  /** Calls by date and slot. A date without an entry has no calls on record. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly calendar: readonly Pick<CalendarDay, 'date' | 'kind'>[];
  /** Dates of other incidents. */
  readonly incidents: ReadonlySet<string>;
}

export interface OpeningHours {
  /** Slots of the day, `from` up to but not including `until`. */
  readonly from: number;
  readonly until: number;
}

/** Slots with fewer than this share of all calls at an end of the day count as closed: a stray call opens no centre. */
const STRAY = 0.001;

/** The slots of the day in which calls come in at all; null where none is known. */
export function openingHours({ counts }: Pick<KnownCalls, 'counts'>, slots: number): OpeningHours | null {
  const bySlot = new Array<number>(slots).fill(0);
  for (const day of counts.values()) for (const [slot, calls] of day) bySlot[slot]! += calls;
  const all = bySlot.reduce((sum, calls) => sum + calls, 0);
  const from = bySlot.findIndex((calls) => calls > all * STRAY);
  const until = bySlot.findLastIndex((calls) => calls > all * STRAY) + 1;
  return from < 0 ? null : { from, until };
}

/** The days of [from, until), oldest first, of which none is ordinary that the calendar, an incident or a silence of the feed forbids. */
export function ordinaryDays({ counts, calendar, incidents }: KnownCalls, hours: OpeningHours, from: string, until: string): readonly CallDay[] {
  const special = new Set([...calendar.map(({ date }) => date), ...incidents]);
  const days: CallDay[] = [];
  for (let date = from; date < until; date = dayAfter(date)) days.push({ date, counts: special.has(date) ? null : slotsOf(counts.get(date), hours) });
  return days;
}

/** Calls of one day in its opening hours; null where nothing is known of it: a gap in the feed is not a zero. */
export function slotsOf(day: ReadonlyMap<number, number> | undefined, { from, until }: OpeningHours): readonly number[] | null {
  if (day === undefined) return null;
  return Array.from({ length: until - from }, (_, place) => day.get(from + place) ?? 0);
}
