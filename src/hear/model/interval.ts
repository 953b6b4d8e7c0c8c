import { parseInstant } from '../../kernel/instant.js';
import type { CellFault, FieldTexts } from '../../kernel/row.js';

/** Fields of every row that speaks of an interval of a queue. */
export const INTERVAL_FIELDS = [
  { name: 'queue', synonyms: ['skill', 'service', 'line'] },
  { name: 'interval_start', required: true, synonyms: ['interval', 'start', 'starts at', 'period start'] },
  { name: 'interval_seconds', synonyms: ['seconds'] },
  { name: 'interval_minutes', synonyms: ['minutes'] },
] as const;

export interface IntervalOptions {
  readonly timeZone: string | null;
  readonly queue: string;
  /** Length of intervals whose row has none; null where every row has one. */
  readonly intervalSeconds: number | null;
}

export interface Interval {
  readonly queue: string;
  readonly intervalStart: Date;
  readonly intervalSeconds: number;
}

/** As the database has it. */
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 86_400;

/** @returns null where a part of it can't be read; `faults` then say which. */
export function intervalOf(cells: FieldTexts, options: IntervalOptions, faults: CellFault[]): Interval | null {
  const [intervalStart, intervalSeconds] = [start(cells, options, faults), length(cells, options, faults)];
  const queue = (cells.text('queue') ?? options.queue).slice(0, 100);
  return intervalStart === null || intervalSeconds === null ? null : { queue, intervalStart, intervalSeconds };
}

function start(cells: FieldTexts, { timeZone }: IntervalOptions, faults: CellFault[]): Date | null {
  const text = cells.text('interval_start');
  const read = text === null ? 'not-a-time' : parseInstant(text, timeZone);
  if (read instanceof Date) return read;
  const reason = read === 'needs-time-zone' ? 'It has no zone: write it with an offset, or import with a time zone.' : 'It is no time: write it as 2026-03-02T09:00:00Z.';
  faults.push({ column: 'interval_start', reason });
  return null;
}

function length(cells: FieldTexts, { intervalSeconds }: IntervalOptions, faults: CellFault[]): number | null {
  const [secondsText, minutesText] = [cells.text('interval_seconds'), cells.text('interval_minutes')];
  const column = secondsText === null && minutesText !== null ? 'interval_minutes' : 'interval_seconds';
  const seconds = secondsText !== null ? Number(secondsText) : minutesText !== null ? Number(minutesText) * 60 : intervalSeconds;
  if (seconds !== null && Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds;
  faults.push({ column, reason: seconds === null ? 'Nothing says how long the interval is: add a column interval_minutes, or the option of that name.' : 'An interval is from a minute to a day long, in whole seconds.' });
  return null;
}

/** A number from 0 up to `most`; null where the cell is empty or can't be read, with a fault. */
export function amountOf(cells: FieldTexts, column: string, most: number, faults: CellFault[], what: string): number | null {
  const text = cells.text(column);
  if (text === null) return null;
  if (/^\d{1,12}(\.\d+)?$/.test(text) && Number(text) <= most) return Number(text);
  faults.push({ column, reason: `"${text.slice(0, 40)}" is no ${what}.` });
  return null;
}
