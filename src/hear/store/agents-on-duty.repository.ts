import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type DutyRow } from '../model/duty-row.js';

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
  async merge(tx: Tx, importId: string, source: string): Promise<MergeCounts> {
    const skipped = await tx.query(SKIP_REPEATS, [importId]);
    const [merged] = await tx.query<{ staged: number; inserted: number; updated: number }>(MERGE, [source]);
    const { staged, inserted, updated } = merged!;
    return { inserted, updated, unchanged: staged - inserted - updated, skipped: skipped.length, rejected: 0 };
  }

  /** Intervals that begin in [from, until), oldest first; at most `limit`. */
  list(from: Date, until: Date, queue: string | null, limit: number): Promise<AgentsOnDuty[]> {
    return this.db.query<AgentsOnDuty>(LIST, [from, until, queue, limit]);
  }
}

const SKIP_REPEATS = `
  with repeated as (
    select i.line, row_number() over (partition by i.queue, i.interval_start order by i.line desc) as back from import_stage as i
  ),
  removed as (
    delete from import_stage as s using repeated as r where r.line = s.line and r.back > 1 returning s.line, s.queue, s.interval_start, s.agents
  )
  insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
  select $1, r.line, 'interval_start', 'skipped',
         'A later row of the file begins at the same instant, and stands. Local times repeat when clocks change: write them with an offset.',
         concat_ws(',', r.queue, to_char(r.interval_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.agents)
    from removed as r
  returning line`;

const MERGE = `
  with merged as (
    insert into agents_on_duty as d (queue, interval_start, interval_seconds, agents, source)
    select s.queue, s.interval_start, s.interval_seconds, s.agents, $1 from import_stage as s
    on conflict (queue, interval_start) do update
      set interval_seconds = excluded.interval_seconds, agents = excluded.agents, source = excluded.source
      where (d.interval_seconds, d.agents, d.source) is distinct from (excluded.interval_seconds, excluded.agents, excluded.source)
    returning xmax = 0 as is_new        -- a row that was there before has been locked by this transaction
  )
  select (select count(*) from import_stage)::int as staged,
         count(*) filter (where m.is_new)::int as inserted,
         count(*) filter (where not m.is_new)::int as updated
    from merged as m`;

const LIST = `
  select d.queue, d.interval_start as "intervalStart", d.interval_seconds as "intervalSeconds", d.agents, d.source
    from agents_on_duty as d
   where d.interval_start >= $1 and d.interval_start < $2 and ($3::text is null or d.queue = $3)
   order by d.interval_start, d.queue
   limit $4`;
