import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import { type AnyTx } from '../../platform/database/transactions.js';
import { scrub } from '../../platform/logging/scrub.js';
import type { Change } from '../model/after-answer.js';
import { slotOf } from './tally-slot.js';

/** The end of one try, as the ledger takes it. */
export interface Result extends Change {
  readonly id: MessageId;
  readonly no: number;
  /** SHA-256 of what was handed over; null where nothing was. */
  readonly bodyHash: string | null;
  /** Business time of the answer. */
  readonly at: Date;
}

/** Records ends of tries in micro-batches. */
@Injectable()
export class ResultRepository {
  /**
   * Safe to repeat. A result only moves a message whose last try it is: one that a receipt has settled already keeps its state, and
   * one whose lease ran out is put right where nobody has taken it up since, since an answer is worth more than a doubt. Where a
   * repeat is refused, the first try may have been taken even so: that stays unknown, and is for a person.
   *
   * @returns Messages that were moved.
   */
  async record(tx: AnyTx, results: readonly Result[], owner: string, provider: string): Promise<number> {
    const column = <Key extends keyof Result>(key: Key) => results.map((result) => result[key]);
    // Mail servers repeat the address in what they say.
    const [counted] = await tx.query<{ moved: number }>(RECORD, [
      column('id'), column('no'), column('state'), column('attempt'), column('providerId'), column('code'), results.map(({ reason }) => reason && scrub(reason)),
      column('retryMs'), column('held'), column('bodyHash'), column('at'), owner, provider, column('soft'),
    ]);
    return counted?.moved ?? 0;
  }
}

const RECORD = `
  with result as (
    select r.*
      from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::text[], $10::text[], $11::timestamptz[], $14::bool[])
           as r (id, no, state, attempt, provider_id, code, reason, retry_ms, held, body_hash, at, soft)
  ),
  current as (
    select m.id, m.notice_id, m.channel, m.wave_no, m.asked_at, r.no, r.state, r.attempt, r.provider_id, r.code, r.reason, r.retry_ms, r.held, r.body_hash, r.at, r.soft,
           m.attempts = r.no as latest,
           m.attempts = r.no and (
             (m.state = 'sending' and m.lease_owner = $12)
             or (m.state = 'unknown' and m.receipt_rank = 0 and r.attempt <> 'unanswered')
             or (m.state = 'pending' and (r.attempt = 'accepted' or (r.attempt = 'refused' and m.resent_in_doubt > 0))) -- to go again, in doubt or found absent
           ) as movable,
           r.attempt = 'refused' and m.resent_in_doubt > case m.state when 'pending' then 1 else 0 end as still_in_doubt
      from result as r
      join message as m on m.id = r.id
     order by m.id
       for update of m
  ),
  moved as (
    update message as m
       set state = case when not c.movable then m.state when c.still_in_doubt then 'unknown' else c.state end,
           lease_owner = case when c.movable then null else m.lease_owner end,
           lease_until = case when c.movable then null else m.lease_until end,
           begun_at = case when c.movable and c.state = 'pending' then null else m.begun_at end,
           retry_at = case when c.movable then now() + c.retry_ms * interval '1 millisecond' else m.retry_at end,
           held_reason = case when c.movable then c.held else m.held_reason end,
           code = case when c.movable then c.code else m.code end,
           reason = case when not c.movable then m.reason
                         when c.still_in_doubt then 'Refused when sent again; nobody knows whether an earlier try was taken. ' || c.reason
                         else c.reason end,
           provider = case when c.attempt = 'accepted' then $13 else m.provider end,
           provider_id = case when c.attempt = 'accepted' then coalesce(m.provider_id, c.provider_id) else m.provider_id end,
           body_hash = coalesce(c.body_hash, m.body_hash),
           handed_over_at = case when c.attempt = 'accepted' then coalesce(m.handed_over_at, c.at) else m.handed_over_at end,
           settled_at = case when c.movable and c.state in ('bounced','failed') then c.at else m.settled_at end
      from current as c
     where m.id = c.id and c.latest
    returning m.id, c.movable
  ),
  ended as (                 -- an attempt that was given up for lost takes its answer even so
    update attempt as a
       set state = c.attempt, ended_at = now(), provider = coalesce(a.provider, $13), provider_id = c.provider_id, code = c.code, reason = c.reason, soft_bounce = c.soft
      from current as c
     where a.message_id = c.id and a.no = c.no and a.state in ('claimed','begun','unanswered','absent')
    returning c.notice_id, c.channel, c.attempt, c.state, a.begun_at
  ),
  tallied as (               -- for the storm brake, each try once: what the provider took, or refused for good
    insert into send_tally as t (slot, notice_id, channel, owner, tried, bounced, failed)
    select ${slotOf('e.begun_at')}, e.notice_id, e.channel, $12, count(*), count(*) filter (where e.state = 'bounced'), count(*) filter (where e.state = 'failed')
      from ended as e
     where e.attempt in ('accepted','refused')
     group by 1, e.notice_id, e.channel
     order by 1, e.notice_id, e.channel
    on conflict (slot, notice_id, channel, owner)
      do update set tried = t.tried + excluded.tried, bounced = t.bounced + excluded.bounced, failed = t.failed + excluded.failed
  ),
  handed as (                -- what somebody asked for left by itself, and says nothing of its wave
    select c.notice_id, c.wave_no, min(c.at) as first_at, max(c.at) as last_at
      from current as c
     where c.attempt = 'accepted' and c.asked_at is null
     group by c.notice_id, c.wave_no
  ),
  waved as (                 -- least and greatest pass over what is null
    update wave as w
       set handed_over_at = least(w.handed_over_at, h.first_at), last_handed_over_at = greatest(w.last_handed_over_at, h.last_at)
      from (select h.* from handed as h order by h.notice_id, h.wave_no) as h
     where w.notice_id = h.notice_id and w.wave_no = h.wave_no
  )
  select count(*) filter (where m.movable)::int as moved from moved as m`;
