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

/** How many flags of `dayFlags` a day has. */
export const DAY_FLAGS = 4;

/**
 * What sets a day apart from others of its weekday, as 0 or 1: one of the first three days of a month; the first open day after a
 * closed one; the second; the last open day of a month. Closed weekends count for nothing, since every week has them.
 *
 * The last one makes the errors smaller in both banks' series (one day ahead from mid-morning 3.47 to 3.42 % and 7.49 to 7.37 %).
 *
 * @param open  Weekdays on which the centre is usually open.
 * @param closed  Dates on which it was closed although it usually is not.
 */
export function dayFlags(date: string, open: ReadonlySet<number>, closed: ReadonlySet<string>): readonly [monthStart: number, afterClosed: number, secondAfterClosed: number, monthEnd: number] {
  const before = usualDay(date, open, -1);
  const first = closed.has(before);
  let next = usualDay(date, open, 1);
  while (closed.has(next)) next = usualDay(next, open, 1);
  return [Number(date.slice(8)) <= 3, first, !first && closed.has(usualDay(before, open, -1)), monthOf(next) !== monthOf(date)].map(Number) as [number, number, number, number];
}

/** The next day of a weekday that usually is open, forwards (1) or backwards (-1). */
function usualDay(date: string, open: ReadonlySet<number>, direction: 1 | -1): string {
  let day = dayAfter(date, direction);
  for (let step = 1; step < WEEKDAYS && !open.has(weekdayOf(day)); step += 1) day = dayAfter(day, direction);
  return day;
}

const monthOf = (date: string): string => date.slice(0, 7);
