import { DateTime } from 'luxon';

const DAY_MINUTES = 1_440;

/**
 * The slot of a day in which something happened, by the clock on the wall: a day on which clocks change has 23 or 25 hours, and its morning
 * is still the morning.
 *
 * @param day  Midnight, in the zone that counts.
 * @param minutes  Of a slot, a divisor of the day's.
 * @returns 0 for what was before the day; the one after the last for what came after it.
 */
export function slotAt(day: DateTime, at: Date, minutes: number): number {
  const local = DateTime.fromJSDate(at, { zone: day.zone });
  if (local < day) return 0;
  return local >= day.plus({ days: 1 }) ? DAY_MINUTES / minutes : Math.floor((local.hour * 60 + local.minute) / minutes);
}

/** When a slot begins, by the clock on the wall. @param minute  Of the day. */
export const slotStart = (day: DateTime, minute: number): DateTime => day.set({ hour: Math.floor(minute / 60), minute: minute % 60 });
