import { DateTime } from 'luxon';
import { type LawUnit } from './law-words.js';

const SATURDAY = 6;

/**
 * When the time of a rule is over, or null where the rule gives none.
 *
 * Days end at the hour at which they began, and public holidays count as working days: where a law counts more kindly, the clock is early and never late.
 *
 * @param from  The anchor's instant.
 * @param zone  Of the company: its days are those that are counted.
 */
export function deadlineOf({ offset, unit }: { readonly offset: number | null; readonly unit: LawUnit | null }, from: Date, zone: string): Date | null {
  if (offset === null || unit === null) return null;
  const start = DateTime.fromJSDate(from, { zone });
  if (unit === 'hours') return start.plus({ hours: offset }).toJSDate();
  if (unit === 'months') return start.plus({ months: offset }).toJSDate();
  return (unit === 'calendar-days' ? start.plus({ days: offset }) : businessDaysAfter(start, offset)).toJSDate();
}

function businessDaysAfter(start: DateTime, days: number): DateTime {
  let at = start;
  for (let left = days; left > 0; left -= at.weekday < SATURDAY ? 1 : 0) at = at.plus({ days: 1 });
  return at;
}
