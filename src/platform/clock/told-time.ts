import { DateTime } from 'luxon';
import { zoneName } from '../../kernel/zone-name.js';

/** Nothing that people write looks so. */
const MARK = /\u27e6([0-9T:.Z-]+)(?:\/([0-9T:.Z-]+))?\u27e7/g;

/** An instant inside a sentence, to be written on the clock of whoever reads it: see `toldIn`. */
export const instantMark = (at: Date): string => `\u27e6${at.toISOString()}\u27e7`;

/** The same of a stretch of time. */
export const stretchMark = ({ from, until }: { readonly from: Date; readonly until: Date }): string => `\u27e6${from.toISOString()}/${until.toISOString()}\u27e7`;

/** The sentence with its marks written on the clocks of a zone, by the name that people have for it: "2 Mar 2026, 15:00 CET". Other text stays as it is. */
export const toldIn = (sentence: string, zone: string): string =>
  sentence.replace(MARK, (mark, from: string, until: string | undefined) => {
    const [start, end] = [local(from, zone), until === undefined ? null : local(until, zone)];
    if (!start.isValid || end?.isValid === false) return mark;
    return end === null ? clockTime(start) : stretch(start, end);
  });

/** "2 Mar 2026, 15:00 CET". */
export const clockTimeIn = (at: Date, zone: string): string => clockTime(DateTime.fromJSDate(at).setZone(zone).setLocale('en-US'));

const DAY_AND_TIME = 'd LLL yyyy, HH:mm';
const local = (instant: string, zone: string): DateTime => DateTime.fromISO(instant).setZone(zone).setLocale('en-US');
const named = (at: DateTime): string => zoneName(at.toMillis(), at.zoneName!);
const clockTime = (at: DateTime): string => `${at.toFormat(DAY_AND_TIME)} ${named(at)}`;

/** "from 2 Mar 2026, 15:00 until 17:30 CET"; the day and the name of the zone stand at both ends where they change in between. */
function stretch(from: DateTime, until: DateTime): string {
  const sameOffset = from.offset === until.offset;
  return `from ${sameOffset ? from.toFormat(DAY_AND_TIME) : clockTime(from)} until ${sameOffset && from.hasSame(until, 'day') ? `${until.toFormat('HH:mm')} ${named(until)}` : clockTime(until)}`;
}
