import type { CellFault, FieldTexts, ReadRow } from '../../kernel/row.js';
import { amountOf, type Interval, INTERVAL_FIELDS, intervalOf, type IntervalOptions } from './interval.js';

/** Fields of a row that says how many people answered the phones. */
export const DUTY_FIELDS = [...INTERVAL_FIELDS, { name: 'agents', required: true, synonyms: ['agents on duty', 'staffed', 'logged in', 'staff', 'positions'] }] as const;

export interface DutyRow extends Interval {
  /** A mean over the interval: who was there for half of it counts half. */
  readonly agents: number;
}

const MOST_AGENTS = 100_000;

/** Reads one interval. Any fault rejects it: an interval without its agents would pass for one without any. */
export function readDuty(cells: FieldTexts, options: IntervalOptions): ReadRow<DutyRow> {
  const faults: CellFault[] = [];
  const interval = intervalOf(cells, options, faults);
  const agents = amountOf(cells, 'agents', MOST_AGENTS, faults, 'number of agents');
  if (cells.text('agents') === null) faults.push({ column: 'agents', reason: 'An interval needs its number of agents; leave the row out where it is not known.' });
  return interval === null || agents === null ? { kind: 'rejected', faults } : { kind: 'row', row: { ...interval, agents }, dropped: [] };
}
