import { careSinceOf } from './care-since.sql.js';
import { unsafeAddress } from './unsafe-address.sql.js';
import { Injectable } from '@nestjs/common';
import type { CustomerId, MessageId, NoticeId } from '../../kernel/ids.js';
import { EPOCH_SETTLED } from './epoch.repository.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { LadderMessage, NextMessage, NextRung } from '../model/ladder.js';

/** Reads and writes of the ladder: which messages failed their people, and the next ones. */
@Injectable()
export class LadderRepository {
  constructor(private readonly db: Database) {}

  /** Notices whose ladder has something to do, oldest first. */
  async atWork(now: Date): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(AT_WORK, [now])).map(({ noticeId }) => noticeId);
  }

  /**
   * Holds the dispatch until the transaction ends, so that a pause or a cancellation comes before or after a step, never inside.
   *
   * @returns Minutes without a receipt; null where nothing of the notice may be added now.
   */
  async lock(tx: Tx, notice: NoticeId, now: Date): Promise<number | null> {
    return (await tx.query<{ minutes: number }>(LOCK, [notice, now]))[0]?.minutes ?? null;
  }

  /** Messages that the ladder was not done with and that may have failed their people; held, and what a receipt holds is stepped over. */
  async fallen(tx: Tx, notice: NoticeId, noReceiptMinutes: number, now: Date, limit: number): Promise<readonly LadderMessage[]> {
    const failed = await tx.query<LadderMessage>(FAILED, [notice, limit]);
    return [...failed, ...(await tx.query<LadderMessage>(OVERDUE, [notice, limit, noReceiptMinutes, now]))];
  }

  /** The other addresses of those whom these messages were for and who have no message there. */
  rungs(tx: Tx, notice: NoticeId, fallen: readonly MessageId[]): Promise<readonly NextRung[]> {
    return tx.query<NextRung>(RUNGS, [notice, [...fallen]]);
  }

  /** Writes the messages, or finds them written, and links their members. Due at once. */
  async add(tx: Tx, notice: NoticeId, messages: readonly NextMessage[], now: Date): Promise<void> {
    const column = <Key extends keyof NextMessage>(key: Key) => messages.map((message) => message[key]);
    const links = messages.flatMap(({ channel, addressHash, members }) => members.map((customer): [CustomerId, string, string] => [customer, channel, addressHash]));
    await tx.query(ADD, [
      notice, column('customerId'), column('channel'), messages.map(({ customerId, address }) => tx.sealing.address(address, customerId)), column('addressHash'), column('waveNo'), column('followsId'), column('why'), now,
      links.map(([customer]) => customer), links.map(([, channel]) => channel), links.map(([, , hash]) => hash),
    ]);
  }

  /** The ladder is done with these. */
  async done(tx: Tx, ids: readonly MessageId[], now: Date): Promise<void> {
    await tx.query(`update message set climbed_at = $2 where id = any ($1::bigint[])`, [[...ids], now]);
  }

  /** Takes back what still waits though everyone whom it is for was reached after all. @returns how many. */
  async takeBack(tx: Tx, notice: NoticeId, now: Date): Promise<number> {
    return (await tx.query(TAKE_BACK, [notice, now])).length;
  }
}

const FELL = `m.state in ('bounced','failed','suppressed') and m.climbed_at is null`;
/** Asked about and still without a final word, or not to be asked about for as long again. */
const RAN_OUT = (minutes: string, now: string): string => `
  m.state = 'sent' and m.channel = 'sms' and m.climbed_at is null and m.settled_at is null and m.handed_over_at <= ${now} - ${minutes} * interval '1 minute'
    and (m.receipt_asks > 0 or m.handed_over_at <= ${now} - 2 * ${minutes} * interval '1 minute')`;

const AT_WORK = `
  select d.notice_id as "noticeId"
    from dispatch as d
   where d.state in ('running','paused') and d.no_receipt_minutes is not null and d.expires_at > $1 and ${EPOCH_SETTLED}
     and ((d.state = 'running' and d.ledger_written
           and (exists (select from message as m where m.notice_id = d.notice_id and ${FELL})
                or exists (select from message as m where m.notice_id = d.notice_id and ${RAN_OUT('d.no_receipt_minutes', '$1')})))
          or exists (select from message as m where m.notice_id = d.notice_id and m.state = 'delivered' and m.climbed_at is not null))
   order by d.changed_at, d.notice_id`;

const LOCK = `
  select d.no_receipt_minutes as minutes
    from dispatch as d
   where d.notice_id = $1 and d.state = 'running' and ${EPOCH_SETTLED} and d.ledger_written and d.expires_at > $2 and d.no_receipt_minutes is not null
     for update`;

const JUDGED = `m.id, m.channel, m.state, m.handed_over_at as "handedOverAt", m.receipt_asks as "receiptAsks", m.settled_at is not null as settled`;

const FAILED = `select ${JUDGED} from message as m where m.notice_id = $1 and ${FELL} order by m.id limit $2 for update skip locked`;

const OVERDUE = `
  select ${JUDGED} from message as m where m.notice_id = $1 and ${RAN_OUT('$3::int', '$4::timestamptz')} order by m.handed_over_at limit $2 for update skip locked`;

const RUNGS = `
  with rung as (
    select f.id, nm.customer_id, nm.wave_no, 'sms' as channel
      from unnest($2::bigint[]) as f (id)
      join notice_member as nm on nm.email_message_id = f.id
     where nm.sms_message_id is null
    union all
    select f.id, nm.customer_id, nm.wave_no, 'email'
      from unnest($2::bigint[]) as f (id)
      join notice_member as nm on nm.sms_message_id = f.id
     where nm.email_message_id is null
  ),
  addressed as (
    select r.id, r.customer_id, r.wave_no, r.channel, a.draw, d.mandatory, o.audience_id,
           case r.channel when 'email' then a.email else a.phone end as address,
           case r.channel when 'email' then a.email_hash else a.phone_hash end as address_hash,
           case r.channel when 'email' then a.email_changed_at else a.phone_changed_at end as changed_at, d.exposed, d.breached_domains
      from rung as r
      join rollout as o on o.notice_id = $1
      join dispatch as d on d.notice_id = o.notice_id
      join published.audience_member as a on a.audience_id = o.audience_id and a.customer_id = r.customer_id
  )
  select a.id as "fallenId", a.customer_id as "customerId", a.draw, a.wave_no as "waveNo", a.channel, a.address, a.address_hash as "addressHash",
         exists (select from published.suppression as x
                  where x.channel = a.channel and x.address_hash = a.address_hash and (x.scope = 'all' or not a.mandatory))
           or (${unsafeAddress({ channel: 'a.channel', address: 'a.address', changedAt: 'a.changed_at' }, 'a')}) is not null
           or ${careSinceOf('a.customer_id', 'a.audience_id')} is not null as barred
    from addressed as a
   where a.address is not null`;

/** What was ended for the sake of some, of a message `m` that is there. */
const WANTED = `m.state = 'cancelled' and m.code in ('told-already','withheld')`;

/**
 * What was taken back for others, or from somebody who is written to otherwise by now, is wanted again; any other message stays what it is. Where the notice began before the database was
 * put back, the ladder may have climbed here already in the time that was lost: then the new message is in doubt from its beginning,
 * and settled like every other doubt of that time.
 */
const ADD = `
  with lost as (
    select r.created_at, e.doubts = 'resend-mail' as follows_policy
      from rollout as r
      join database_epoch as e on r.created_at <= e.approvals_after
     where r.notice_id = $1
  ),
  written as (
    insert into message as m (notice_id, exercise, customer_id, channel, wave_no, address, address_hash, follows_id, follows_why, due_at, state, attempts, begun_at, code, reason)
    select $1, (select o.exercise from rollout as o where o.notice_id = $1), r.customer_id, r.channel, r.wave_no, r.address, r.address_hash, r.follows_id, r.why, $9,
           case when l.created_at is null then 'pending' else 'unknown' end, case when l.created_at is null then 0 else 1 end, l.created_at,
           case when l.created_at is not null then case when r.channel = 'email' and l.follows_policy then 'no-answer' else 'restored' end end,
           case when l.created_at is not null then 'It may have been sent before the database was put back.' end
      from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::text[])
           as r (customer_id, channel, address, address_hash, wave_no, follows_id, why)
      left join lost as l on true
     order by r.channel, r.address_hash
    on conflict (notice_id, channel, address_hash, copy_no)
      do update set wave_no = least(m.wave_no, excluded.wave_no), due_at = least(m.due_at, excluded.due_at),
                    customer_id = case when m.code = 'withheld' and ${WANTED} then excluded.customer_id else m.customer_id end,
                    address = case when m.code = 'withheld' and ${WANTED} then excluded.address else m.address end,
                    state = case when ${WANTED} then 'pending' else m.state end,
                    settled_at = case when ${WANTED} then null else m.settled_at end,
                    reason = case when ${WANTED} then null else m.reason end,
                    code = case when ${WANTED} then null else m.code end
    returning m.id, m.channel, m.address_hash
  ),
  doubted as (
    insert into attempt (message_id, no, state, owner, begun_at, ended_at, reason)
    select w.id, 1, 'unanswered', 'restored', now(), now(), 'the database was put back' from written as w join lost as l on true
    on conflict (message_id, no) do nothing
  )
  update notice_member as nm
     set email_message_id = case w.channel when 'email' then w.id else nm.email_message_id end,
         sms_message_id = case w.channel when 'sms' then w.id else nm.sms_message_id end
    from unnest($10::bigint[], $11::text[], $12::text[]) as l (customer_id, channel, address_hash)
    join written as w on w.channel = l.channel and w.address_hash = l.address_hash
   where nm.notice_id = $1 and nm.customer_id = l.customer_id`;

/** From the few that arrived after they had been given up to what was written after them. What may have left once stays in doubt. */
const TAKE_BACK = `
  with after_all as (
    select case o.channel when 'email' then nm.sms_message_id else nm.email_message_id end as id, o.channel as told_by
      from message as o
      join notice_member as nm on nm.email_message_id = o.id or nm.sms_message_id = o.id
     where o.notice_id = $1 and o.state = 'delivered' and o.climbed_at is not null
  ),
  needless as (
    select p.id
      from message as p
     where p.id in (select a.id from after_all as a) and p.state = 'pending' and p.follows_id is not null
       and not exists (
             select from notice_member as nm
               left join message as o on o.id = case when nm.sms_message_id = p.id then nm.email_message_id else nm.sms_message_id end
              where (nm.email_message_id = p.id or nm.sms_message_id = p.id) and o.state is distinct from 'delivered')
       for update of p skip locked
  )
  update message as p
     set state = case when p.resent_in_doubt > 0 then 'unknown' else 'cancelled' end, retry_at = null, held_reason = null, settled_at = $2,
         code = 'told-already', reason = (select case min(a.told_by) when 'sms' then 'Delivered by SMS.' else 'Delivered by e-mail.' end from after_all as a where a.id = p.id)
    from needless as n
   where p.id = n.id
  returning p.id`;
