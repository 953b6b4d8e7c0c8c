/** Which of two numbers before the year is the day. */
export const DATE_ORDERS = ['mdy', 'dmy'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const SLASHED = new RegExp(String.raw`^(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})[,\s]+${CLOCK}${ZONE}$`);
/** RFC 2822, and the like without a zone. */
const DAY_MONTH = new RegExp(String.raw`^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})[,\s]+${CLOCK}${ZONE}$`);
const MONTH_DAY = new RegExp(String.raw`^(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})[,\s]+(?:at\s+)?${CLOCK}${ZONE}$`);
const DASHED = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T\s]+${CLOCK}${ZONE}$`);
const CLOCK_FIRST = new RegExp(String.raw`^${CLOCK}\s+(UTC|GMT)\s+(\d{4})-(\d{2})-(\d{2})$`);

interface Parts {
  readonly year: string;
  readonly month: string | number;
  readonly day: string;
  readonly clock: readonly (string | undefined)[];
  readonly zone: string | undefined;
}

/**
 * A time as exports write it, as ISO 8601 with the offset that it has, if any.
 *
 * @param order  Of "3/2/2026"; nothing is guessed from a day above twelve, since the rows below would be read another way.
 * @returns The text itself where it is no such time: who reads it then says so.
 */
export function isoOf(text: string, order: DateOrder): string {
  const parts = partsOf(text.trim(), order);
  return parts === null ? text : (written(parts) ?? text);
}

function partsOf(text: string, order: DateOrder): Parts | null {
  let found = DASHED.exec(text);
  if (found) return { year: found[1]!, month: found[2]!, day: found[3]!, clock: found.slice(4, 8), zone: found[8] };
  found = SLASHED.exec(text);
  if (found) return { year: found[3]!, month: found[order === 'mdy' ? 1 : 2]!, day: found[order === 'mdy' ? 2 : 1]!, clock: found.slice(4, 8), zone: found[8] };
  found = DAY_MONTH.exec(text);
  if (found) return { year: found[3]!, month: monthOf(found[2]!), day: found[1]!, clock: found.slice(4, 8), zone: found[8] };
  found = MONTH_DAY.exec(text);
  if (found) return { year: found[3]!, month: monthOf(found[1]!), day: found[2]!, clock: found.slice(4, 8), zone: found[8] };
  found = CLOCK_FIRST.exec(text);
  return found ? { year: found[6]!, month: found[7]!, day: found[8]!, clock: found.slice(1, 5), zone: found[5] } : null;
}

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function written({ year, month, day, clock: [hour, minute, second, half], zone }: Parts): string | null {
  const wanted = hourOf(Number(hour), half);
  if (wanted === null || Number(month) < 1) return null;
  const date = `${year.length === 2 ? `20${year}` : year}-${two(month)}-${two(day)}`;
  return `${date}T${two(wanted)}:${minute!}:${second ?? '00'}${zone === undefined ? '' : /^(Z|UTC|GMT)$/.test(zone) ? 'Z' : zone}`;
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

const two = (value: string | number): string => String(value).padStart(2, '0');

const COLONS = /^(?:(\d+):)?(\d{1,3}):(\d{2})(?:\.\d+)?$/;
const LETTERS = /^(?:(\d+)\s*h\s*)?(?:(\d+)\s*m(?:in)?\s*)?(?:(\d+)\s*s(?:ec)?)?$/i;

/**
 * A duration as exports write it, in seconds: `00:01:31`, `1:31`, `1m 31s`, or a plain number.
 *
 * @param unit  Of plain numbers.
 * @returns The text itself where it is no duration.
 */
export function secondsOf(text: string, unit: 'seconds' | 'milliseconds'): string {
  const plain = text.trim().replaceAll(',', '');
  if (/^\d+(\.\d+)?$/.test(plain)) return unit === 'seconds' ? plain : String(Number(plain) / 1_000);
  const parts = COLONS.exec(plain) ?? (/\d/.test(plain) ? LETTERS.exec(plain) : null);
  return parts === null ? text : String(Number(parts[1] ?? 0) * 3_600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0));
}
