import { Injectable } from '@nestjs/common';
import type { CustomerId, MessageId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { CARE_MARGIN, careSince } from './care-since.sql.js';
import { WAITS_SURELY } from './epoch.repository.js';

/** A message that waits; held by this transaction. */
interface Waiting {
  readonly id: MessageId;
  /** It may have left once: nothing takes that back. */
  readonly inDoubt: boolean;
  /** He is whom it greets, whoever else it is for. */
  readonly greetsHim: boolean;
}

/** A member who is not in the ledger as he should be. */
export interface ChangedMember {
  readonly customerId: CustomerId;
  /** Why he is withheld (`careSince`); null where he is written to as frozen again. */
  readonly code: string | null;
  readonly email: Waiting | null;
  readonly sms: Waiting | null;
}

/** Takes members out of what waits for them, and gives it back. */
@Injectable()
export class WithholdingRepository {
  constructor(private readonly db: Database) {}

  /** Live notices since whose audience's freezing it changed of somebody who is written to, oldest first. */
  async atWork(now: Date): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(AT_WORK, [now])).map(({ noticeId }) => noticeId);
  }

  /** Members who are to be withheld or given back, in their order. What is leaving just now is stepped over. */
  changed(tx: Tx, notice: NoticeId, limit: number): Promise<readonly ChangedMember[]> {
    return tx.query<ChangedMember>(CHANGED, [notice, limit]);
  }

  /** Takes each out of these messages; whoever has none left is barred with the code. */
  async takeOut(tx: Tx, notice: NoticeId, members: readonly { readonly customerId: CustomerId; readonly code: string; readonly email: MessageId | null; readonly sms: MessageId | null }[], now: Date): Promise<void> {
    const column = <Key extends 'customerId' | 'code' | 'email' | 'sms'>(key: Key) => members.map((member) => member[key]);
    await tx.query(TAKE_OUT, [notice, column('customerId'), column('code'), column('email'), column('sms'), now]);
  }

  /** Of these messages: one that others share greets one of them from now on, and one that is nobody's any more waits no longer. */
  async handOn(tx: Tx, notice: NoticeId, messages: readonly MessageId[], now: Date): Promise<void> {
    await tx.query(GREET_ANOTHER, [notice, messages]);
    await tx.query(END, [messages, now]);
  }

  /** What may have left once and must not leave again. */
  async doubt(tx: Tx, messages: readonly MessageId[], now: Date): Promise<void> {
    await tx.query(DOUBT, [messages, now]);
  }

  async giveBack(tx: Tx, notice: NoticeId, customers: readonly CustomerId[]): Promise<void> {
    await tx.query(REVIVE, [notice, customers]);
    await tx.query(LINK, [notice, customers]);
    await tx.query('delete from withheld_member where notice_id = $1 and customer_id = any ($2::bigint[])', [notice, customers]);
  }
}

/** One that is done may have somebody to give back to. */
const AT_WORK = `
  select d.notice_id as "noticeId"
    from dispatch as d
    join rollout as r on r.notice_id = d.notice_id
    join published.audience as a on a.id = r.audience_id
   where (d.state in ('running','paused') or (d.state = 'finished' and exists (select from withheld_member as h where h.notice_id = d.notice_id)))
     and d.expires_at > $1 and ${WAITS_SURELY}
     and exists (select from published.care_change as x where x.changed_at >= a.frozen_at - ${CARE_MARGIN})
   order by d.changed_at, d.notice_id`;

const waiting = (link: string): string => `
    left join lateral (
           select z.id, json_build_object('id', z.id::text, 'inDoubt', z.resent_in_doubt > 0, 'greetsHim', z.customer_id = nm.customer_id) as shown,
                  z.resent_in_doubt = 0 or z.customer_id = nm.customer_id as takes
             from message as z
            where z.id = nm.${link} and z.state = 'pending' and c.code is not null
              for update skip locked
         ) as ${link} on true`;

/**
 * Where the database was put back since the notice began, nobody is given back: he may have been, and told, in the time that was lost.
 */
const CHANGED = `
  select nm.customer_id as "customerId", c.code, email_message_id.shown as email, sms_message_id.shown as sms
    from rollout as r
    join published.audience as a on a.id = r.audience_id
    join published.care_change as x on x.changed_at >= a.frozen_at - ${CARE_MARGIN}
    join notice_member as nm on nm.notice_id = r.notice_id and nm.customer_id = x.customer_id
    join published.audience_member as m on m.audience_id = r.audience_id and m.customer_id = x.customer_id
   cross join lateral (select ${careSince('x', 'm')} as code) as c
    left join withheld_member as h on h.notice_id = nm.notice_id and h.customer_id = nm.customer_id${waiting('email_message_id')}${waiting('sms_message_id')}
   where r.notice_id = $1
     and case when c.code is null then h.customer_id is not null and not exists (select from database_epoch as e where r.created_at <= e.approvals_after)
              else coalesce(email_message_id.takes, false) or coalesce(sms_message_id.takes, false)
                   or (nm.email_message_id is null and nm.sms_message_id is null and nm.barred_reason is distinct from c.code and (h.customer_id is not null or m.reasons ? 'care')) end
   order by nm.position
   limit $2`;

const TAKE_OUT = `
  with taken as (
    select t.customer_id, t.code, t.email_id, t.sms_id, nm.barred, nm.barred_reason,
           (t.email_id is not null or nm.email_message_id is null) and (t.sms_id is not null or nm.sms_message_id is null) as has_none
      from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[]) as t (customer_id, code, email_id, sms_id)
      join notice_member as nm on nm.notice_id = $1 and nm.customer_id = t.customer_id
  ),
  noted as (                 -- what he had first stands: he may be taken out of one message after the other
    insert into withheld_member (notice_id, customer_id, email_message_id, sms_message_id, barred, barred_reason, withheld_at)
    select $1, t.customer_id, t.email_id, t.sms_id, t.barred, t.barred_reason, $6 from taken as t
    on conflict (notice_id, customer_id) do update
      set email_message_id = coalesce(excluded.email_message_id, withheld_member.email_message_id), sms_message_id = coalesce(excluded.sms_message_id, withheld_member.sms_message_id)
  )
  update notice_member as nm
     set email_message_id = case when t.email_id is null then nm.email_message_id end,
         sms_message_id = case when t.sms_id is null then nm.sms_message_id end,
         barred = case when t.has_none then 'suppressed' else nm.barred end,
         barred_reason = case when t.has_none then t.code else nm.barred_reason end
    from taken as t
   where nm.notice_id = $1 and nm.customer_id = t.customer_id`;

/** For whom a message `z` is in the ledger. */
const MEMBERS_OF = (z: string): string => `(nm.email_message_id = ${z} or nm.sms_message_id = ${z})`;

const GREET_ANOTHER = `
  with another as (
    select distinct on (z.id) z.id, nm.customer_id, case z.channel when 'email' then a.email else a.phone end as address
      from message as z
      join notice_member as nm on ${MEMBERS_OF('z.id')}
      join rollout as r on r.notice_id = nm.notice_id
      join published.audience_member as a on a.audience_id = r.audience_id and a.customer_id = nm.customer_id
     where z.id = any ($2::bigint[]) and z.notice_id = $1
       and not exists (select from notice_member as nm where nm.notice_id = $1 and nm.customer_id = z.customer_id and ${MEMBERS_OF('z.id')})
     order by z.id, nm.position
  )
  update message as m set customer_id = o.customer_id, address = o.address from another as o where m.id = o.id`;

/** The code by which it is known when it is wanted again. */
const END = `
  update message as m
     set state = 'cancelled', code = 'withheld', reason = 'Who is written to was changed before it began.', retry_at = null, held_reason = null, settled_at = $2
   where m.id = any ($1::bigint[]) and m.state = 'pending' and not exists (select from notice_member as nm where ${MEMBERS_OF('m.id')})`;

const DOUBT = `
  update message as m
     set state = 'unknown', reason = 'It may have left once; who is written to was changed before it was sent again.', retry_at = null, held_reason = null, settled_at = $2
   where m.id = any ($1::bigint[]) and m.state = 'pending' and m.resent_in_doubt > 0`;

const REVIVE = `
  update message as m
     set state = 'pending', code = null, reason = null, settled_at = null, customer_id = h.customer_id, address = case m.channel when 'email' then a.email else a.phone end
    from withheld_member as h
    join rollout as r on r.notice_id = h.notice_id
    join published.audience_member as a on a.audience_id = r.audience_id and a.customer_id = h.customer_id
   where h.notice_id = $1 and h.customer_id = any ($2::bigint[]) and m.id in (h.email_message_id, h.sms_message_id) and m.state = 'cancelled' and m.code = 'withheld'`;

const LINK = `
  update notice_member as nm
     set email_message_id = coalesce(h.email_message_id, nm.email_message_id), sms_message_id = coalesce(h.sms_message_id, nm.sms_message_id),
         barred = h.barred, barred_reason = h.barred_reason
    from withheld_member as h
   where h.notice_id = $1 and h.customer_id = any ($2::bigint[]) and nm.notice_id = h.notice_id and nm.customer_id = h.customer_id`;
