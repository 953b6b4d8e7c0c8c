import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type DutyRow } from '../model/duty-row.js';
import { mergeIntervals } from './merge-intervals.js';

export const DUTY_STAGE = [
  { name: 'queue', type: 'text' },
  { name: 'interval_start', type: 'timestamptz' },
  { name: 'interval_seconds', type: 'int' },
  { name: 'agents', type: 'real' },
] as const;

export const stagedDuty = (row: DutyRow): readonly StageValue[] => [row.queue, row.intervalStart, row.intervalSeconds, row.agents];

/** How many people answered the phones of a queue. An interval that is not there is unknown, not empty. */
export interface AgentsOnDuty extends DutyRow {
  readonly source: string;
}

@Injectable()
export class AgentsOnDutyRepository {
  constructor(private readonly db: Database) {}

  /** An interval that is there already is replaced by what the file says. */
  merge(tx: Tx, importId: string, source: string): Promise<MergeCounts> {
    return mergeIntervals(tx, importId, 'agents', UPSERT, [source]);
  }

  /** Intervals that begin in [from, until), oldest first; at most `limit`. */
  list(from: Date, until: Date, queue: string | null, limit: number): Promise<AgentsOnDuty[]> {
    return this.db.query<AgentsOnDuty>(LIST, [from, until, queue, limit]);
  }
}

const UPSERT = `
    insert into agents_on_duty as d (queue, interval_start, interval_seconds, agents, source)
    select s.queue, s.interval_start, s.interval_seconds, s.agents, $1 from import_stage as s
    on conflict (queue, interval_start) do update
      set interval_seconds = excluded.interval_seconds, agents = excluded.agents, source = excluded.source
      where (d.interval_seconds, d.agents, d.source) is distinct from (excluded.interval_seconds, excluded.agents, excluded.source)`;

const LIST = `
  select d.queue, d.interval_start as "intervalStart", d.interval_seconds as "intervalSeconds", d.agents, d.source
    from agents_on_duty as d
   where d.interval_start >= $1 and d.interval_start < $2 and ($3::text is null or d.queue = $3)
   order by d.interval_start, d.queue
   limit $4`;
