import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { MessageId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { EXERCISE_OWNER, type MessageState } from '../contract.js';
import type { ReceiptChange } from '../model/receipt-fold.js';
import { slotOf } from './tally-slot.js';

/** A message as receipts find it. */
export interface ReceiptTarget {
  readonly id: MessageId;
  readonly channel: Channel;
  readonly addressHash: string;
  /** Made up: what is heard of it says nothing of the address. */
  readonly exercise: boolean;
  readonly state: MessageState;
  readonly rank: number;
  readonly provider: string | null;
  readonly providerId: string | null;
}

/** What receipts read and write in the ledger. */
@Injectable()
export class ReceiptEffectRepository {
  constructor(private readonly db: Database) {}

  /** Messages that any of these ids mean. An id of ours that is not a number of the ledger's size matches nothing. */
  find(messageIds: readonly string[], provider: string, providerIds: readonly string[]): Promise<readonly ReceiptTarget[]> {
    return this.db.query<ReceiptTarget>(FIND, [messageIds.filter(isLedgerId), provider, [...providerIds]]);
  }

  /** The same messages, held until the transaction ends, in one order. */
  lock(tx: Tx, ids: readonly MessageId[]): Promise<readonly ReceiptTarget[]> {
    return tx.query<ReceiptTarget>(LOCK, [[...ids]]);
  }

  async apply(tx: Tx, provider: string, changes: readonly ({ readonly id: MessageId } & ReceiptChange)[]): Promise<void> {
    const column = <Key extends 'id' | keyof ReceiptChange>(key: Key) => changes.map((change) => change[key]);
    await tx.query(APPLY, [
      column('id'), column('state'), column('rank'), column('providerId'), column('code'), column('reason'), column('occurredAt'), column('provedAt'), provider,
    ]);
  }
}

/** @returns whether the text is a positive bigint: what came through the internet may be anything. */
const isLedgerId = (id: string): boolean => /^[1-9]\d{0,17}$/.test(id);

const TARGET = `m.id, m.channel, m.address_hash as "addressHash", m.exercise, m.state, m.receipt_rank as rank, m.provider, m.provider_id as "providerId"`;

const FIND = `
  select ${TARGET} from message as m where m.id = any ($1::bigint[]) and m.exercise = starts_with($2, 'exercise-')
  union
  select ${TARGET} from message as m where m.provider = $2 and m.provider_id = any ($3::text[])`;

const LOCK = `select ${TARGET} from message as m where m.id = any ($1::bigint[]) order by m.id for update`;

const APPLY = `
  with change as (
    select c.*
      from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[])
           as c (id, state, rank, provider_id, code, reason, occurred_at, proved_at)
  ),
  moved as (
    update message as m
       set state = c.state, receipt_rank = c.rank, lease_owner = null, lease_until = null, retry_at = null, held_reason = null,
           provider = coalesce(m.provider, $9), provider_id = coalesce(m.provider_id, c.provider_id),
           handed_over_at = coalesce(m.handed_over_at, greatest(m.begun_at, c.proved_at), c.proved_at),
           delivered_at = case when c.state = 'delivered' then c.occurred_at else m.delivered_at end,
           settled_at = case when c.state = 'sent' then null else c.occurred_at end,
           code = c.code, reason = c.reason
      from change as c
     where m.id = c.id
    returning m.id, m.notice_id, m.channel, m.wave_no, m.asked_at, m.attempts, m.handed_over_at, m.state, c.provider_id
  ),
  ended as (
    update attempt as a
       set state = 'found', ended_at = now(), provider = $9, provider_id = v.provider_id
      from moved as v
     where a.message_id = v.id and a.no = v.attempts and a.state in ('begun','unanswered')
    returning a.message_id
  ),
  tallied as (               -- for the storm brake: what came back, and tries of which the worker has not heard yet
    insert into send_tally as t (slot, notice_id, channel, owner, tried, bounced, failed)
    select ${slotOf('a.begun_at')}, v.notice_id, v.channel, case when starts_with($9, 'exercise-') then '${EXERCISE_OWNER}receipts' else 'receipts' end, count(e.message_id), count(*) filter (where v.state = 'bounced'), count(*) filter (where v.state = 'failed')
      from moved as v
      left join ended as e on e.message_id = v.id
      left join attempt as a on a.message_id = v.id and a.no = v.attempts
     where e.message_id is not null or v.state in ('bounced','failed')
     group by 1, v.notice_id, v.channel
     order by 1, v.notice_id, v.channel
    on conflict (slot, notice_id, channel, owner)
      do update set tried = t.tried + excluded.tried, bounced = t.bounced + excluded.bounced, failed = t.failed + excluded.failed
  )
  update wave as w
     set handed_over_at = least(w.handed_over_at, h.first_at), last_handed_over_at = greatest(w.last_handed_over_at, h.last_at)
    from (select v.notice_id, v.wave_no, min(v.handed_over_at) as first_at, max(v.handed_over_at) as last_at
            from moved as v where v.asked_at is null group by v.notice_id, v.wave_no) as h
   where w.notice_id = h.notice_id and w.wave_no = h.wave_no
     and (w.handed_over_at is null or h.first_at < w.handed_over_at or h.last_at > w.last_handed_over_at)`;
