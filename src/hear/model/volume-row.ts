import type { CellFault, FieldTexts, ReadRow } from '../../kernel/row.js';
import { amountOf, type Interval, INTERVAL_FIELDS, intervalOf, type IntervalOptions } from './interval.js';

/** Fields of an interval's count. */
export const VOLUME_FIELDS = [
  ...INTERVAL_FIELDS,
  { name: 'offered', required: true, synonyms: ['calls', 'calls offered', 'volume', 'count'] },
  { name: 'answered', synonyms: ['calls answered', 'handled'] },
  { name: 'abandoned', synonyms: ['calls abandoned'] },
  { name: 'wait_seconds', synonyms: ['total wait seconds', 'wait seconds total', 'queue seconds'] },
  { name: 'talk_seconds', synonyms: ['total talk seconds', 'talk seconds total', 'handle seconds'] },
] as const;

export interface VolumeRow extends Interval {
  readonly offered: number;
  readonly answered: number | null;
  readonly abandoned: number | null;
  /** Of all calls of the interval together. */
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
}

const MOST_CALLS = 2_147_483_647;
const MOST_SECONDS = 1e12;

/**
 * Reads one interval. Any fault rejects it: half an interval would pass for a quiet one, and a count that is no whole number was made
 * by somebody's arithmetic, not by callers. Intervals that are not in the file stay unknown; they are no zeros.
 */
export function readVolume(cells: FieldTexts, options: IntervalOptions): ReadRow<VolumeRow> {
  const faults: CellFault[] = [];
  const interval = intervalOf(cells, options, faults);
  const [offered, answered, abandoned] = ['offered', 'answered', 'abandoned'].map((column) => calls(cells, column, faults));
  const [waitSeconds, talkSeconds] = ['wait_seconds', 'talk_seconds'].map((column) => amountOf(cells, column, MOST_SECONDS, faults, 'number of seconds'));
  if (cells.text('offered') === null) faults.push({ column: 'offered', reason: 'An interval needs its number of calls; leave the row out where it is not known.' });
  if (faults.length > 0 || interval === null || typeof offered !== 'number') return { kind: 'rejected', faults };
  return { kind: 'row', row: { ...interval, offered, answered: answered ?? null, abandoned: abandoned ?? null, waitSeconds: waitSeconds ?? null, talkSeconds: talkSeconds ?? null }, dropped: [] };
}

function calls(cells: FieldTexts, column: string, faults: CellFault[]): number | null {
  const text = cells.text(column);
  if (text === null) return null;
  if (/^\d+(\.0+)?$/.test(text) && Number(text) <= MOST_CALLS) return Number(text);
  faults.push({ column, reason: `"${text.slice(0, 40)}" is no whole number of calls.` });
  return null;
}
