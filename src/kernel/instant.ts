/** Why a text is no instant: it can't be read, or it is a local time and nobody said of which place. */
export type InstantFault = 'not-a-time' | 'needs-time-zone';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;
const MINUTE = 60_000;

/**
 * @param text  ISO 8601: a date, or a date and time (seconds and fractions may be left out), with `Z` or an offset, or without.
 *   A date alone is the midnight that begins it.
 * @param timeZone  IANA zone of texts without an offset; null where none is known. An hour that a clock change repeats means
 *   its first pass; an hour that it leaves out is read as if the clock had not yet changed.
 * @returns The instant to the millisecond, or why there is none.
 */
export function parseInstant(text: string, timeZone: string | null): Date | InstantFault {
  const parts = ISO.exec(text);
  if (!parts) return 'not-a-time';
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = parts;
  const milliseconds = Math.floor(Number(`0.${fraction || '0'}`) * 1000);
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), milliseconds);
  if (!sameDay(local, Number(month), Number(day)) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(year) < 1000) return 'not-a-time';
  if (offset !== undefined) {
    const minutes = offsetMinutes(offset);
    return minutes === null ? 'not-a-time' : new Date(local - minutes * MINUTE);
  }
  return timeZone === null ? 'needs-time-zone' : new Date(fromLocal(local, timeZone));
}

/**
 * All instants at which the clocks of a zone show a local time: two where they are put back over it, none where they are put forward.
 *
 * @param local  The local time as if it were UTC.
 */
export function instantsOf(local: Date, timeZone: string): readonly Date[] {
  const at = local.getTime();
  const offsets = new Set([zoneOffset(at - 24 * 60 * MINUTE, timeZone), zoneOffset(at + 24 * 60 * MINUTE, timeZone)]);
  return [...offsets].filter((offset) => zoneOffset(at - offset, timeZone) === offset).map((offset) => new Date(at - offset)).sort((a, b) => a.getTime() - b.getTime());
}

// 31 February would roll over into March.
const sameDay = (at: number, month: number, day: number): boolean => {
  const date = new Date(at);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

function offsetMinutes(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 15 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function fromLocal(local: number, timeZone: string): number {
  // The offset a day earlier and a day later bracket any clock change in between; equal ones settle it at once.
  const before = zoneOffset(local - 24 * 60 * MINUTE, timeZone);
  const after = zoneOffset(local + 24 * 60 * MINUTE, timeZone);
  const first = local - before;
  if (before === after || zoneOffset(first, timeZone) === before) return first;
  const second = local - after;
  return zoneOffset(second, timeZone) === after ? second : first;
}

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** @returns How far local time is ahead of UTC at that instant, in milliseconds. Kept for each quarter of an hour: no zone changes within one. */
function zoneOffset(at: number, timeZone: string): number {
  const quarter = Math.floor(at / (15 * MINUTE));
  const key = `${timeZone}/${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= 50_000) offsets.clear();
  const found = readOffset(quarter * 15 * MINUTE, timeZone);
  offsets.set(key, found);
  return found;
}

function readOffset(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const parts = /^GMT(?:([+-])(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
  const seconds = Number(parts?.[2] ?? 0) * 3600 + Number(parts?.[3] ?? 0) * 60 + Number(parts?.[4] ?? 0);
  return (parts?.[1] === '-' ? -1 : 1) * seconds * 1000;
}

const zones = new Map<string, string | null>();

/** @returns The zone's IANA name as this machine spells it, or null where there is no such zone. Offsets ("+02:00") are no zones. */
export function ianaZone(text: string): string | null {
  const known = zones.get(text);
  if (known !== undefined) return known;
  let zone: string | null = null;
  try {
    if (/^[A-Za-z]/.test(text)) zone = new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    zone = null; // RangeError: no such zone
  }
  if (zones.size < 5_000) zones.set(text, zone);
  return zone;
}
