import { Injectable } from '@nestjs/common';
import { type Tx } from '../../platform/database/transactions.js';
import { type MergeCounts } from '../../platform/imports/import-definition.js';
import { type StageValue } from '../../platform/imports/copy-text.js';
import { type MatchMethod } from '../contract.js';
import { type CallRow } from '../model/call-row.js';

/** Staging columns of call records, with how a row fills them. */
const COLUMNS: readonly { readonly name: string; readonly type: string; readonly of: (row: CallRow) => StageValue }[] = [
  { name: 'call_id', type: 'text', of: (row) => row.callId },
  { name: 'content', type: 'text', of: (row) => row.content },
  { name: 'queue', type: 'text', of: (row) => row.queue },
  { name: 'offered_at', type: 'timestamptz', of: (row) => row.offeredAt },
  { name: 'answered_at', type: 'timestamptz', of: (row) => row.answeredAt },
  { name: 'ended_at', type: 'timestamptz', of: (row) => row.endedAt },
  { name: 'outcome', type: 'text', of: (row) => row.outcome },
  { name: 'wait_seconds', type: 'real', of: (row) => row.waitSeconds },
  { name: 'talk_seconds', type: 'real', of: (row) => row.talkSeconds },
  { name: 'caller_hash', type: 'text', of: (row) => row.callerHash },
  { name: 'customer', type: 'text', of: (row) => row.customer },
  { name: 'reason_tag', type: 'text', of: (row) => row.reasonTag },
  { name: 'tags', type: 'text[]', of: (row) => row.tags },
  { name: 'agent', type: 'text', of: (row) => row.agent },
];

export const CALL_STAGE = COLUMNS.map(({ name, type }) => ({ name, type }));
export const stagedCall = (row: CallRow): readonly StageValue[] => COLUMNS.map(({ of }) => of(row));

/** How the calls of one import found their customers. */
export type CallMatches = Readonly<Record<MatchMethod, number>>;

export interface MergeOptions {
  /** Whose call ids they are; a call is one for its source and id. */
  readonly source: string;
  readonly simulated: boolean;
  /** Rows with one id are legs of one call: the answered one stands, from the earliest on. Else a later row stands for those before it. */
  readonly legs: boolean;
  /** An outcome that is known already stays. */
  readonly knowsLess: boolean;
}

/** Merges call records that are staged in `import_stage`. */
@Injectable()
export class CallRecordRepository {
  /** What is known already is completed and corrected, never emptied, and a customer once matched stays. */
  async merge(tx: Tx, importId: string, { source, simulated, legs, knowsLess }: MergeOptions): Promise<{ readonly counts: MergeCounts; readonly matches: CallMatches }> {
    await tx.query(NAME_BY_CONTENT);
    if (legs) await tx.query(JOIN_LEGS);
    const skipped = await tx.query(SKIP_REPEATS, [importId, legs]);
    const [merged] = await tx.query<{ staged: number; inserted: number; updated: number }>(MERGE, [source, simulated, knowsLess]);
    const { staged, inserted, updated } = merged!;
    const counts = { inserted, updated, unchanged: staged - inserted - updated, skipped: skipped.length, rejected: 0 };
    const [matches] = await tx.query<CallMatches>(MATCHES, [source]);
    return { counts, matches: matches! };
  }
}

/** Rows without an id are named by what they say; of several that say the same, each keeps its number in the file. */
const NAME_BY_CONTENT = `
  update import_stage as s
     set call_id = 'row:' || s.content || case when n.no > 1 then '-' || n.no else '' end
    from (
      select i.line, row_number() over (partition by i.content order by i.line) as no from import_stage as i where i.call_id is null
    ) as n
   where n.line = s.line`;

/** Somebody rang once, however many desks rang for him. */
const JOIN_LEGS = `
  update import_stage as s
     set offered_at = e.earliest, wait_seconds = coalesce(extract(epoch from s.answered_at - e.earliest), s.wait_seconds)
    from (select i.call_id, min(i.offered_at) as earliest from import_stage as i group by i.call_id having count(*) > 1) as e
   where e.call_id = s.call_id and s.offered_at > e.earliest`;

const SKIP_REPEATS = `
  with repeated as (
    select i.line, row_number() over (partition by i.call_id order by $2::boolean and i.outcome = 'answered' desc, i.line desc) as back from import_stage as i
  ),
  removed as (
    delete from import_stage as s using repeated as r where r.line = s.line and r.back > 1 returning s.line, s.call_id
  )
  insert into import_bad_row (import_id, line, column_name, effect, reason, raw)
  select $1, r.line, 'call_id', 'skipped', case when $2 then 'Another row of the file tells of the same call, and stands.' else 'A later row of the file has the same call_id, and stands.' end, r.call_id from removed as r
  returning line`;

const MERGE = `
  with by_number as (          -- one row for each number that rang: who has it, and how many
    select c.phone_hash, min(c.id) as customer_id, least(count(*), 32767)::smallint as sharing
      from published.customer as c
     where c.phone_hash in (select s.caller_hash from import_stage as s)
     group by c.phone_hash
  ),
  merged as (
    insert into inbound_call as k
      (source, call_id, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, caller_hash,
       customer_id, match_method, sharing, reason_tag, tags, agent, simulated)
    select $1, s.call_id, s.queue, s.offered_at, s.answered_at, s.ended_at, s.outcome, s.wait_seconds, s.talk_seconds, s.caller_hash,
           coalesce(r.id, n.customer_id),
           case when r.id is not null then 'customer-reference'
                when n.sharing = 1 then 'number'
                when n.sharing > 1 then 'shared-number'
                else 'none' end,
           case when r.id is not null then 1 else coalesce(n.sharing, 0) end,
           s.reason_tag, s.tags, s.agent, $2
      from import_stage as s
      left join published.customer as r on r.reference = s.customer
      left join by_number as n on n.phone_hash = s.caller_hash
    on conflict (source, call_id) do update set
      queue = coalesce(nullif(excluded.queue, ''), k.queue),
      offered_at = excluded.offered_at,
      answered_at = coalesce(excluded.answered_at, k.answered_at),
      ended_at = coalesce(excluded.ended_at, k.ended_at),
      outcome = case when excluded.outcome = 'offered' or ($3 and k.outcome <> 'offered') then k.outcome else excluded.outcome end,
      wait_seconds = coalesce(excluded.wait_seconds, k.wait_seconds),
      talk_seconds = coalesce(excluded.talk_seconds, k.talk_seconds),
      caller_hash = coalesce(k.caller_hash, excluded.caller_hash),
      customer_id = coalesce(k.customer_id, excluded.customer_id),
      match_method = case when k.customer_id is null then excluded.match_method else k.match_method end,
      sharing = case when k.customer_id is null then excluded.sharing else k.sharing end,
      reason_tag = coalesce(excluded.reason_tag, k.reason_tag),
      tags = case when excluded.tags = '{}' then k.tags else excluded.tags end,
      agent = coalesce(excluded.agent, k.agent)
    where (nullif(excluded.queue, ''), excluded.offered_at, excluded.answered_at, excluded.ended_at,
           case when excluded.outcome <> 'offered' and not ($3 and k.outcome <> 'offered') then excluded.outcome end,
           excluded.wait_seconds, excluded.talk_seconds, excluded.reason_tag, nullif(excluded.tags, '{}'), excluded.agent)
          is distinct from
          (case when excluded.queue <> '' then k.queue end, k.offered_at, case when excluded.answered_at is not null then k.answered_at end,
           case when excluded.ended_at is not null then k.ended_at end, case when excluded.outcome <> 'offered' and not ($3 and k.outcome <> 'offered') then k.outcome end,
           case when excluded.wait_seconds is not null then k.wait_seconds end, case when excluded.talk_seconds is not null then k.talk_seconds end,
           case when excluded.reason_tag is not null then k.reason_tag end, case when excluded.tags <> '{}' then k.tags end,
           case when excluded.agent is not null then k.agent end)
       or (k.caller_hash is null and excluded.caller_hash is not null)
       or (k.customer_id is null and excluded.customer_id is not null)
    returning xmax = 0 as is_new        -- a row that was there before has been locked by this transaction
  )
  select (select count(*) from import_stage)::int as staged,
         count(*) filter (where m.is_new)::int as inserted,
         count(*) filter (where not m.is_new)::int as updated
    from merged as m`;

const MATCHES = `
  select count(*) filter (where k.match_method = 'number')::int as "number",
         count(*) filter (where k.match_method = 'shared-number')::int as "shared-number",
         count(*) filter (where k.match_method = 'customer-reference')::int as "customer-reference",
         count(*) filter (where k.match_method = 'none')::int as "none"
    from import_stage as s
    join inbound_call as k on k.source = $1 and k.call_id = s.call_id`;
