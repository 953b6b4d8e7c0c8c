import { DateTime } from 'luxon';
import { dayInFull } from '../../kernel/day-in-full.js';
import { zoneName } from '../../kernel/zone-name.js';
import type { Labels } from '../contract.js';
import { fillPattern } from './fill-pattern.js';

/** Dates as a reader sees them; null for a text that is not ISO 8601 with a time and a zone. */
export interface DateWriter {
  date(iso: string): string | null;
  dateTime(iso: string): string | null;
  /** A half-open range [from, until), in whole days where it is given in days or is two days or longer, else with times. */
  range(from: string, until: string): string | null;
}

/** Where a format has the name of the zone. Labels that were kept before have "ZZZZ" in its place, and read as they did. */
const ZONE = '[zone]';
/** Where a format has the day in the order of the company's country. Labels that were kept before have an order of their own, and read as they did. */
const DAY = '[day]';
const QUARTER_HOUR_MS = 15 * 60_000;
const TWO_DAYS_MS = 48 * 3_600_000;
const REMEMBERED = 50_000;

/**
 * @param words  Locale and formats.
 * @param zone  IANA zone of the brand: one notice names one time to all of its readers, and says in which zone.
 * @throws RangeError for a zone that does not exist.
 */
export function dateWriter(words: Labels['dates'], zone: string): DateWriter {
  if (!DateTime.utc().setZone(zone).isValid) throw new RangeError(`There is no time zone "${zone}".`);
  const at = (ms: number): DateTime => DateTime.fromMillis(ms, { zone, locale: words.locale });
  const withDay = (written: string, ms: number): string => written.replace(DAY, () => dayInFull(ms, zone, words.locale));
  // A date costs some 20 µs, and an audience of a million shares a few thousand. Every zone is off by whole quarters of an hour, so
  // none of these slots lies across midnight.
  const dates = new Map<number, string>();
  const dateOf = (ms: number): string => {
    const slot = Math.floor(ms / QUARTER_HOUR_MS);
    const known = dates.get(slot) ?? withDay(at(ms).toFormat(words.date), ms);
    if (dates.size < REMEMBERED) dates.set(slot, known);
    return known;
  };
  const timeOf = (ms: number): string => withDay(at(ms).toFormat(words.dateTime), ms).replace(ZONE, () => zoneName(ms, zone, words.locale));

  return {
    date: (iso) => whenValid(iso, dateOf),
    dateTime: (iso) => whenValid(iso, timeOf),
    range: (from, until) => whenValid(from, (start) => whenValid(until, (end) => rangeOf(start, end))),
  };

  function rangeOf(start: number, end: number): string | null {
    if (end <= start) return null;
    const inDays = end - start >= TWO_DAYS_MS || (isMidnight(at(start)) && isMidnight(at(end)));
    // The end does not belong to the range: what ends at midnight ends on the day before.
    const [from, until] = inDays ? [dateOf(start), dateOf(end - 1)] : [timeOf(start), timeOf(end)];
    return from === until ? from : fillPattern(words.range, { from, until });
  }
}

const isMidnight = (time: DateTime): boolean => time.toMillis() === time.startOf('day').toMillis();

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

function whenValid<Out>(iso: string, then: (ms: number) => Out): Out | null {
  const ms = INSTANT.test(iso) ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(ms) ? null : then(ms);
}
