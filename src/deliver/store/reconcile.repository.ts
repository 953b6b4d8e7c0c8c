import { Injectable } from '@nestjs/common';
import type { Reader } from '../../compose/contract.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import type { NamedNotice } from './rollout.repository.js';
import { DOUBTS_MARKED, EPOCH_SETTLED, MAY_LEAVE, WAITS_SURELY } from './epoch.repository.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** A text of which nobody knows whether the provider took it. */
export interface DoubtfulText {
  readonly id: MessageId;
  readonly no: number;
  readonly noticeId: NoticeId;
  readonly reader: Reader;
  readonly address: string;
  /** The account that may have it; null where any may: the database was put back, or the row is older than the name on each try. */
  readonly provider: string | null;
  readonly exercise: boolean;
  /** Business time. */
  readonly begunAt: Date;
  /** Real seconds since the last moment at which it may have been handed over: the end of the try, or of its lease. */
  readonly ageSeconds: number;
}

/** An e-mail that is not tried again, and whose mailbox would not take it. */
export interface PutOff {
  readonly id: MessageId;
  readonly addressHash: string;
  /** Who asked the mailbox. */
  readonly provider: string | null;
}

/** `forced`: its latest time had come, though the phones would have had it wait. */
export interface OpenedWave {
  readonly noticeId: NoticeId;
  readonly waveNo: number;
  readonly forced: boolean;
}

/** What heals the ledger. Each statement takes a bounded batch, steps over what others hold, and may be repeated. */
@Injectable()
export class ReconcileRepository {
  constructor(private readonly db: Database) {}

  /** Business time opens waves; one that was kept back by a pause keeps its distance from the one before in its stratum. None opens in quiet hours. */
  openWaves(tx: Tx, now: Date): Promise<OpenedWave[]> {
    return tx.query<OpenedWave>(OPEN_WAVES, [now]);
  }

  /** Whose notice it is. */
  async named(tx: Tx, notice: NoticeId): Promise<NamedNotice> {
    const [row] = await tx.query<NamedNotice>(`select n.incident_id as "incidentId", n.number, n.type from published.notice as n where n.id = $1`, [notice]);
    return row!;
  }

  /** Retries whose time has come go back into the queue. */
  async releaseRetries(tx: Tx, limit: number): Promise<number> {
    return (await tx.query(RELEASE_RETRIES, [limit])).length;
  }

  /** Ends leases that ran out: what the provider may have becomes unknown, all else goes back. */
  async endLeases(tx: Tx, limit: number): Promise<{ handedBack: number; unknown: number }> {
    const [ended] = await tx.query<{ handedBack: number; unknown: number }>(END_LEASES, [limit]);
    return ended ?? { handedBack: 0, unknown: 0 };
  }

  /** E-mails in doubt whose notice says so are sent once more, with the same Message-ID, at most `most` times. */
  async resendMail(tx: Tx, now: Date, most: number, limit: number): Promise<number> {
    return (await tx.query(RESEND_MAIL, [now, most, limit])).length;
  }

  /** E-mails whose mailbox put them off until their time ran out, by their number; none that the relay may have taken. */
  softExpired(now: Date, after: string, limit: number): Promise<readonly PutOff[]> {
    return this.db.query<PutOff>(SOFT_EXPIRED, [now, after, limit]);
  }

  /** What nobody may send any more: cancelled, or past its time. What is in doubt stays in doubt. */
  async cancelPending(tx: Tx, now: Date, limit: number): Promise<number> {
    return (await tx.query(CANCEL_PENDING, [now, limit])).length;
  }

  /** Texts in doubt that were not looked up for a while. */
  async doubtfulTexts(limit: number): Promise<readonly DoubtfulText[]> {
    return this.db.query<DoubtfulText>(DOUBTFUL_TEXTS, [limit]);
  }

  /** Which of a provider's ids belong to other messages of ours. */
  async ownedBy(provider: string, providerIds: readonly string[], except: MessageId): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ providerId: string }>(OWNED, [provider, [...providerIds], except]);
    return new Set(rows.map(({ providerId }) => providerId));
  }

  /** The provider has it: handed over when the try began, as far as anyone knows. */
  async found(tx: Tx, { id, no }: { id: MessageId; no: number }, provider: string, providerId: string, bodyHash: string): Promise<boolean> {
    return (await tx.query(FOUND, [id, no, provider, providerId, bodyHash])).length === 1;
  }

  /** The provider surely never got it: back into the queue, or cancelled where it may not go out any more. */
  async absent(tx: Tx, { id, no }: { id: MessageId; no: number }, now: Date): Promise<boolean> {
    return (await tx.query(ABSENT, [id, no, now])).length === 1;
  }

  /** Nobody can be asked about it: it is for a person, or for a receipt that comes after all. */
  async leave(tx: Tx, { id, no }: { id: MessageId; no: number }, reason: string, now: Date): Promise<void> {
    await tx.query(LEAVE, [id, no, reason, now]);
  }

  async lookAgain(tx: Tx, { id, no }: { id: MessageId; no: number }, seconds: number): Promise<void> {
    await tx.query(LOOK_AGAIN, [id, no, seconds]);
  }

  /** Dispatches in which nothing is left to do, by people or by the machine. */
  async done(now: Date, most: number): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(DONE, [now, most])).map(({ noticeId }) => noticeId);
  }

  /** @returns Whose notice it was; null where there is something left to do after all. */
  /** @returns null where something is left. `reason`: why it went out until now, where that was said. */
  async finish(tx: Tx, notice: NoticeId, now: Date, most: number): Promise<(NamedNotice & { readonly reason: string | null }) | null> {
    return (await tx.query<NamedNotice & { readonly reason: string | null }>(FINISH, [now, most, notice]))[0] ?? null;
  }
}

/** Where the phones set the pace, one wave at a time, when those of the one before are spread over its minutes; at the latest opening, whatever they say. */
const OPEN_WAVES = `
  with due as (
    select w.notice_id, w.wave_no, w.stratum, w.planned_at, w.latest_at <= $1 as late,
           case when p.valid_until >= now() then p.people_per_minute end as pace
      from wave as w
      join dispatch as d on d.notice_id = w.notice_id
      join rollout_stratum as s on s.notice_id = w.notice_id and s.stratum = w.stratum
      left join dispatch_pace as p on p.notice_id = w.notice_id
     where d.state = 'running' and d.expires_at > $1 and ${MAY_LEAVE}
       and s.allowed @> $1::timestamptz
       and w.opened_at is null and w.planned_at <= $1
       and (d.canary_wave is null or d.canary_passed_at is not null or w.wave_no = d.canary_wave)
       and not exists (         -- a night between two waves is no distance that a late one keeps
             select from wave as b
              where b.notice_id = w.notice_id and b.stratum = w.stratum and b.step = w.step - 1
                and (b.opened_at is null or $1 < b.opened_at + 0.9 * least(w.planned_at - b.planned_at, s.wave_gap)))
  ),
  paced as (
    select u.*, row_number() over (partition by u.notice_id order by u.planned_at, u.wave_no) = 1 and u.pace > 0
                and not exists (
                      select from wave as b
                        join rollout_stratum as s on s.notice_id = b.notice_id and s.stratum = b.stratum
                       where b.notice_id = u.notice_id and b.opened_at is not null
                         and $1 < b.opened_at + least(s.members / (select count(*) from wave as x where x.notice_id = b.notice_id and x.stratum = b.stratum) / u.pace, 43200) * interval '1 minute') as its_turn
      from due as u
     where u.pace is not null
  ),
  opening as (
    select u.notice_id, u.wave_no, false as forced from due as u where u.pace is null
    union all
    select p.notice_id, p.wave_no, not p.its_turn from paced as p where p.its_turn or p.late
  )
  update wave as w
     set opened_at = $1
    from opening as o
   where w.notice_id = o.notice_id and w.wave_no = o.wave_no and w.opened_at is null
  returning w.notice_id as "noticeId", w.wave_no as "waveNo", o.forced`;

const RELEASE_RETRIES = `
  with due as (
    select m.id from message as m where m.state = 'pending' and m.retry_at <= now() order by m.retry_at limit $1 for update skip locked
  )
  update message as m set retry_at = null from due where m.id = due.id returning m.id`;

const END_LEASES = `
  with lapsed as (
    select m.id, m.attempts, m.begun_at is not null as begun
      from message as m
     where m.state = 'sending' and m.lease_until < now()
     order by m.lease_until
     limit $1
       for update skip locked
  ),
  freed as (
    update message as m
       set state = case when l.begun then 'unknown' else 'pending' end, lease_owner = null, lease_until = null,
           code = case when l.begun then 'no-answer' else m.code end,
           reason = case when l.begun then 'The worker that sent it never said how it ended.' else m.reason end
      from lapsed as l
     where m.id = l.id
    returning m.id, l.attempts, l.begun
  ),
  ended as (
    update attempt as a
       set state = case when f.begun then 'unanswered' else 'handed-back' end, ended_at = now(), reason = 'the lease ended'
      from freed as f
     where a.message_id = f.id and a.no = f.attempts and a.state in ('claimed','begun')
  )
  select count(*) filter (where not f.begun)::int as "handedBack", count(*) filter (where f.begun)::int as unknown from freed as f`;

/** What was found to be handed over counts for its wave: the least and greatest time, also by several of a wave at once. */
const HANDED_OVER = (found: string): string => `
    update wave as w
       set handed_over_at = least(w.handed_over_at, h.first_at), last_handed_over_at = greatest(w.last_handed_over_at, h.last_at)
      from (select f.notice_id, f.wave_no, min(f.handed_over_at) as first_at, max(f.handed_over_at) as last_at from ${found} as f where f.asked_at is null group by 1, 2 order by 1, 2) as h
     where w.notice_id = h.notice_id and w.wave_no = h.wave_no`;

/**
 * A moment before the first repeat, since an answer may still be on its way into the ledger; the next ones give the relay time. The answer to an earlier
 * try may have come while a later one was out: what the relay took then is not sent once more.
 */
const RESEND_MAIL = `
  with doubtful as (
    select m.id, m.resent_in_doubt
      from dispatch as d
      join message as m on m.notice_id = d.notice_id
     where d.state = 'running' and d.unknown_email = 'resend' and d.expires_at > $1 and ${EPOCH_SETTLED} and m.code is distinct from 'restored'
       and m.state = 'unknown' and m.channel = 'email' and m.settled_at is null and m.resent_in_doubt < $2
     order by m.id
     limit $3
       for update of m skip locked
  ),
  proved as (
    select x.id, a.provider, a.provider_id
      from doubtful as x
     cross join lateral (select a.provider, a.provider_id from attempt as a where a.message_id = x.id and a.state = 'accepted' order by a.no limit 1) as a
     where x.resent_in_doubt > 0
  ),
  told as (
    update message as m
       set state = 'sent', provider = p.provider, provider_id = coalesce(m.provider_id, p.provider_id), handed_over_at = coalesce(m.handed_over_at, m.begun_at, $1), code = null, reason = null
      from proved as p
     where m.id = p.id
    returning m.id, m.notice_id, m.wave_no, m.asked_at, m.handed_over_at
  ),
  waved as (${HANDED_OVER('told')}
  ),
  repeated as (
    update message as m
       set state = 'pending', resent_in_doubt = m.resent_in_doubt + 1, begun_at = null,
           retry_at = now() + 3 * 5 ^ x.resent_in_doubt * interval '1 second',
           reason = 'Sent again, since nobody knows whether it was taken.'
      from doubtful as x
     where m.id = x.id and not exists (select from proved as p where p.id = x.id)
    returning m.id
  )
  select t.id from told as t union all select r.id from repeated as r`;

/** Along the indexes of what is queued and of what waits, as CANCEL_PENDING: once that has run, there is nothing to read. */
const SOFT_EXPIRED = `
  select m.id, m.address_hash as "addressHash", a.provider
    from dispatch as d
   cross join lateral (
           select q.* from message as q where q.notice_id = d.notice_id and q.channel = 'email' and q.state = 'pending' and q.retry_at is null
           union all
           select w.* from message as w where w.notice_id = d.notice_id and w.channel = 'email' and w.state = 'pending' and w.retry_at is not null
         ) as m
    join attempt as a on a.message_id = m.id and a.no = m.attempts and a.soft_bounce
   where d.state in ('running','paused') and not d.exercise and d.expires_at <= $1 and m.resent_in_doubt = 0 and m.id > $2::bigint
   order by m.id
   limit $3`;

/** What is queued is looked for notice by notice, along the index of the queue: joined with all that were ever stopped, a million rows were read at each tick. */
const CANCEL_PENDING = `
  with stopped as (
    select d.notice_id, d.state = 'cancelled' as cancelled, d.reason
      from dispatch as d
     where ${WAITS_SURELY} and (d.state = 'cancelled' or (d.state in ('running','paused') and d.expires_at <= $1))
  ),
  queued as (
    select q.id, s.cancelled, s.reason
      from stopped as s
     cross join lateral (
             select m.id from message as m
              where m.notice_id = s.notice_id and m.state = 'pending' and m.retry_at is null
              order by m.channel, m.wave_no, m.due_at, m.id
              limit $2
                for update skip locked
           ) as q
     limit $2
  ),
  waiting as (
    select m.id, s.cancelled, s.reason
      from stopped as s
      join message as m on m.notice_id = s.notice_id
     where m.state = 'pending' and m.retry_at is not null
     limit $2
       for update of m skip locked
  )
  update message as m
     set state = case when m.resent_in_doubt > 0 then 'unknown' else 'cancelled' end,
         retry_at = null, held_reason = null, settled_at = $1,
         code = case when x.cancelled then 'cancelled' else 'expired' end,
         reason = case when x.cancelled then x.reason else 'Its time had run out' || coalesce(' while it was held: ' || m.held_reason, '') || '.' end
    from (select q.id, q.cancelled, q.reason from queued as q union all select w.id, w.cancelled, w.reason from waiting as w) as x
   where m.id = x.id
  returning m.id`;

const DOUBTFUL_TEXTS = `
  select m.id, m.attempts as no, m.notice_id as "noticeId", m.address, a.provider, m.exercise, m.begun_at as "begunAt",
         extract(epoch from now() - coalesce(a.ended_at, a.begun_at, a.claimed_at))::float8 as "ageSeconds",
         json_build_object('customerId', p.customer_id::text, 'reference', p.reference, 'firstName', p.first_name,
                           'lastName', p.last_name, 'locale', p.locale, 'place', p.place, 'reasons', p.reasons) as reader
    from message as m
    join attempt as a on a.message_id = m.id and a.no = m.attempts
    join rollout as r on r.notice_id = m.notice_id
    join published.audience_member as p on p.audience_id = r.audience_id and p.customer_id = m.customer_id
   where ${DOUBTS_MARKED} and m.state = 'unknown' and m.channel = 'sms' and m.settled_at is null and (m.look_again_at is null or m.look_again_at <= now())
   order by m.look_again_at nulls first, m.id
   limit $1`;

const OWNED = `select m.provider_id as "providerId" from message as m where m.provider = $1 and m.provider_id = any ($2) and m.id <> $3`;

const FOUND = `
  with found as (
    update message as m
       set state = 'sent', provider = $3, provider_id = $4, body_hash = $5, handed_over_at = coalesce(m.handed_over_at, m.begun_at), code = null, reason = null
     where m.id = $1 and m.attempts = $2 and m.state = 'unknown'
    returning m.id, m.notice_id, m.wave_no, m.asked_at, m.handed_over_at
  ),
  ended as (
    update attempt as a set state = 'found', ended_at = now(), provider = $3, provider_id = $4
      from found as f
     where a.message_id = f.id and a.no = $2
  ),
  waved as (${HANDED_OVER('found')}
  )
  select f.id from found as f`;

const ABSENT = `
  with freed as (
    update message as m
       set state = case when d.live then 'pending' else 'cancelled' end, begun_at = null, look_again_at = null,
           settled_at = case when not d.live then $3 end,
           code = case when d.live then null when d.state = 'cancelled' then 'cancelled' else 'expired' end,
           reason = case when d.live then null else 'The provider never got it, and it may not go out any more.' end
      from (select d.notice_id, d.state, d.state in ('running','paused') and d.expires_at > $3 as live from dispatch as d) as d
     where m.id = $1 and m.attempts = $2 and m.state = 'unknown' and d.notice_id = m.notice_id
    returning m.id
  ),
  ended as (
    update attempt as a set state = 'absent', ended_at = now() from freed as f where a.message_id = f.id and a.no = $2
  )
  select f.id from freed as f`;

const LEAVE = `
  update message as m set settled_at = $4, reason = $3 where m.id = $1 and m.attempts = $2 and m.state = 'unknown' and m.settled_at is null`;

const LOOK_AGAIN = `
  update message as m set look_again_at = now() + $3 * interval '1 second' where m.id = $1 and m.attempts = $2 and m.state = 'unknown'`;

/**
 * An open doubt that the machine will settle by itself keeps a dispatch alive; one that waits for a person does not. With a ladder it
 * lives until each text has its receipt or has run out of time: what is finished starts nothing anew.
 */
const NOTHING_LEFT = `
  ${EPOCH_SETTLED} and (d.state = 'running' or (d.state = 'paused' and d.expires_at <= $1)) and d.ledger_written
     and not exists (select from wave as w where w.notice_id = d.notice_id and w.opened_at is null and d.expires_at > $1)
     and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'pending' and m.retry_at is null)
     and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'pending' and m.retry_at is not null)
     and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'sending')
     and not exists (
           select from message as m
            where m.notice_id = d.notice_id and m.state = 'unknown' and m.settled_at is null
              and (m.channel = 'sms' or (d.unknown_email = 'resend' and m.code is distinct from 'restored' and m.resent_in_doubt < $2 and d.expires_at > $1)))
     and (d.no_receipt_minutes is null or d.expires_at <= $1
          or (not exists (select from message as m where m.notice_id = d.notice_id and m.state in ('bounced','failed','suppressed') and m.climbed_at is null)
              and not exists (select from message as m where m.notice_id = d.notice_id and m.state = 'sent' and m.channel = 'sms' and m.climbed_at is null and m.settled_at is null)))`;

const DONE = `select d.notice_id as "noticeId" from dispatch as d where ${NOTHING_LEFT}`;

const FINISH = `
  with ended as (
    update dispatch as d set state = 'finished', changed_by = 'system', changed_at = $1, reason = null, brake = null
      from dispatch as was
     where d.notice_id = $3 and was.notice_id = d.notice_id and ${NOTHING_LEFT}
    returning d.notice_id, was.reason
  )
  select n.incident_id as "incidentId", n.number, n.type, e.reason from ended as e join published.notice as n on n.id = e.notice_id`;
