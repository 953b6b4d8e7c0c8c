/** One day of calls in the contact centre's own zone. */
export interface CallDay {
  /** As `2026-03-16`. */
  readonly date: string;
  /** Offered calls in each interval of the opening hours; null where they are not known, or say nothing of an ordinary day. */
  readonly counts: readonly number[] | null;
}

export const WEEKDAYS = 7;
const DAY_MS = 86_400_000;

/** 0 is Sunday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();
export const dayAfter = (date: string, days = 1): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * What sets a day apart from others of its weekday, as 0 or 1: one of the first three days of a month; the first open day after a
 * closed one; the second. Closed weekends count for nothing, since every week has them.
 *
 * @param open  Weekdays on which the centre is usually open.
 * @param closed  Dates on which it was closed although it usually is not.
 */
export function dayFlags(date: string, open: ReadonlySet<number>, closed: ReadonlySet<string>): readonly [monthStart: number, afterClosed: number, secondAfterClosed: number] {
  const before = usualDayBefore(date, open);
  const first = closed.has(before);
  return [Number(date.slice(8)) <= 3 ? 1 : 0, first ? 1 : 0, !first && closed.has(usualDayBefore(before, open)) ? 1 : 0];
}

function usualDayBefore(date: string, open: ReadonlySet<number>): string {
  let day = dayAfter(date, -1);
  for (let step = 1; step < WEEKDAYS && !open.has(weekdayOf(day)); step += 1) day = dayAfter(day, -1);
  return day;
}
