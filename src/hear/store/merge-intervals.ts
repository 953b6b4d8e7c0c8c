import { type Tx } from '../../platform/database/transactions.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';

/**
 * Merges staged intervals of queues, and counts what came of it. Of rows that begin at the same instant the last one stands, and the others are named.
 *
 * @param shown  The column by which a person knows a row again, beside queue and beginning.
 * @param upsert  `insert … select … from import_stage … on conflict … do update … where` something differs.
 */
export async function mergeIntervals(tx: Tx, importId: string, shown: 'offered' | 'agents', upsert: string, parameters: readonly unknown[]): Promise<MergeCounts> {
  const skipped = await tx.query(skipRepeats(shown), [importId]);
  const [merged] = await tx.query<{ staged: number; inserted: number; updated: number }>(counted(upsert), parameters);
  const { staged, inserted, updated } = merged!;
  return { inserted, updated, unchanged: staged - inserted - updated, skipped: skipped.length, rejected: 0 };
}

const skipRepeats = (shown: string): string => `
  with repeated as (
    select i.line, row_number() over (partition by i.queue, i.interval_start order by i.line desc) as back from import_stage as i
  ),
  removed as (
    delete from import_stage as s using repeated as r where r.line = s.line and r.back > 1 returning s.line, s.queue, s.interval_start, s.${shown}
  )
  insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
  select $1, r.line, 'interval_start', 'skipped',
         'A later row of the file begins at the same instant, and stands. Local times repeat when clocks change: write them with an offset.',
         concat_ws(',', r.queue, to_char(r.interval_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.${shown})
    from removed as r
  returning line`;

const counted = (upsert: string): string => `
  with merged as (${upsert}
    returning xmax = 0 as is_new        -- a row that was there before has been locked by this transaction
  )
  select (select count(*) from import_stage)::int as staged,
         count(*) filter (where m.is_new)::int as inserted,
         count(*) filter (where not m.is_new)::int as updated
    from merged as m`;
