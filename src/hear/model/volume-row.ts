import { parseInstant } from '../../kernel/instant.js';
import type { CellFault, FieldTexts, ReadRow } from '../../kernel/row.js';

/** Fields of an interval's count. */
export const VOLUME_FIELDS = [
  { name: 'queue', synonyms: ['skill', 'service', 'line'] },
  { name: 'interval_start', required: true, synonyms: ['interval', 'start', 'starts at', 'period start'] },
  { name: 'interval_seconds', synonyms: ['seconds'] },
  { name: 'interval_minutes', synonyms: ['minutes'] },
  { name: 'offered', required: true, synonyms: ['calls', 'calls offered', 'volume', 'count'] },
  { name: 'answered', synonyms: ['calls answered', 'handled'] },
  { name: 'abandoned', synonyms: ['calls abandoned'] },
] as const;

export interface VolumeRowOptions {
  readonly timeZone: string | null;
  readonly queue: string;
  /** Length of intervals whose row has none; null where every row has one. */
  readonly intervalSeconds: number | null;
}

export interface VolumeRow {
  readonly queue: string;
  readonly intervalStart: Date;
  readonly intervalSeconds: number;
  readonly offered: number;
  readonly answered: number | null;
  readonly abandoned: number | null;
}

/** As the database has it. */
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 86_400;
const MOST_CALLS = 2_147_483_647;

/**
 * Reads one interval. Any fault rejects it: half an interval would pass for a quiet one, and a count that is no whole number was made
 * by somebody's arithmetic, not by callers. Intervals that are not in the file stay unknown; they are no zeros.
 */
export function readVolume(cells: FieldTexts, options: VolumeRowOptions): ReadRow<VolumeRow> {
  const faults: CellFault[] = [];
  const intervalStart = start(cells, options, faults);
  const intervalSeconds = length(cells, options, faults);
  const [offered, answered, abandoned] = ['offered', 'answered', 'abandoned'].map((column) => calls(cells, column, faults));
  if (cells.text('offered') === null) faults.push({ column: 'offered', reason: 'An interval needs its number of calls; leave the row out where it is not known.' });
  if (faults.length > 0 || intervalStart === null || intervalSeconds === null || typeof offered !== 'number') return { kind: 'rejected', faults };
  const queue = (cells.text('queue') ?? options.queue).slice(0, 100);
  return { kind: 'row', row: { queue, intervalStart, intervalSeconds, offered, answered: answered ?? null, abandoned: abandoned ?? null }, dropped: [] };
}

function start(cells: FieldTexts, { timeZone }: VolumeRowOptions, faults: CellFault[]): Date | null {
  const text = cells.text('interval_start');
  const read = text === null ? 'not-a-time' : parseInstant(text, timeZone);
  if (read instanceof Date) return read;
  const reason = read === 'needs-time-zone' ? 'It has no zone: write it with an offset, or import with a time zone.' : 'It is no time: write it as 2026-03-02T09:00:00Z.';
  faults.push({ column: 'interval_start', reason });
  return null;
}

function length(cells: FieldTexts, { intervalSeconds }: VolumeRowOptions, faults: CellFault[]): number | null {
  const [secondsText, minutesText] = [cells.text('interval_seconds'), cells.text('interval_minutes')];
  const column = secondsText === null && minutesText !== null ? 'interval_minutes' : 'interval_seconds';
  const seconds = secondsText !== null ? Number(secondsText) : minutesText !== null ? Number(minutesText) * 60 : intervalSeconds;
  if (seconds !== null && Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds;
  faults.push({ column, reason: seconds === null ? 'Nothing says how long the interval is: add a column interval_minutes, or the option of that name.' : 'An interval is from a minute to a day long, in whole seconds.' });
  return null;
}

function calls(cells: FieldTexts, column: string, faults: CellFault[]): number | null {
  const text = cells.text(column);
  if (text === null) return null;
  if (/^\d+(\.0+)?$/.test(text) && Number(text) <= MOST_CALLS) return Number(text);
  faults.push({ column, reason: `"${text.slice(0, 40)}" is no whole number of calls.` });
  return null;
}
