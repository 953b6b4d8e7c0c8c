import { Injectable } from '@nestjs/common';
import type { Channel, MemberReasons } from '../../audience/contract.js';
import type { NoticeType } from '../../compose/contract.js';
import type { IncidentKind } from '../../declare/contract.js';
import type { MessageState, Outcome } from '../../deliver/contract.js';
import type { Sight } from '../../kernel/actor.js';
import type { AudienceId, CustomerId, IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { inSight } from '../../platform/auth/in-sight.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { heardInSight } from './heard-in-sight.js';
import { FEEDBACK } from './inbound-sms.repository.js';

/** An incident that touches a customer, with one of its notices; null where none was approved for him yet. */
export interface TouchingNotice {
  readonly incidentId: IncidentId;
  readonly reference: string;
  readonly title: string;
  readonly kind: IncidentKind;
  readonly status: 'open' | 'closed';
  readonly audienceId: AudienceId;
  readonly reasons: MemberReasons;
  readonly notice: { readonly id: NoticeId; readonly number: number; readonly type: NoticeType } | null;
  /** What became of it for him; null where it has not begun. */
  readonly outcome: Outcome | null;
  /** Law enforcement asked that nothing is said just now: of the incident, or of this notice of it. */
  readonly held: 'incident' | 'notice' | null;
  /** When he, and not a machine, opened his page. */
  readonly pageSeenAt: Date | null;
}

export interface SentMessage {
  readonly messageId: MessageId;
  readonly noticeId: NoticeId;
  readonly channel: Channel;
  readonly address: string;
  readonly state: MessageState;
  /** 0 is the notice's own; a higher one was asked for. */
  readonly copyNo: number;
  readonly handedOverAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly bodyHash: string | null;
  /** Whose inputs made the text: another of the household where they share the address. */
  readonly composedFor: CustomerId;
}

export const REPLY_KINDS = ['sms', 'mail'] as const;
export const REPLY_STATES = ['open', 'answered', 'closed'] as const;
export type ReplyKind = (typeof REPLY_KINDS)[number];
export type ReplyState = (typeof REPLY_STATES)[number];

/** What somebody wrote back and a person reads. */
export interface Reply {
  readonly kind: ReplyKind;
  readonly id: string;
  readonly customerId: CustomerId | null;
  readonly reference: string | null;
  readonly subject: string | null;
  readonly text: string;
  /** A bare answer to the question whether the notice helped. */
  readonly isFeedback: boolean;
  readonly receivedAt: Date;
  readonly state: ReplyState;
  readonly changedAt: Date | null;
}

/** The last reply of the page before. */
export type ReplyPlace = Pick<Reply, 'receivedAt' | 'kind' | 'id'>;

export interface LoggedCall {
  readonly customer: CustomerId;
  readonly incident: IncidentId | null;
  readonly reason: string;
  readonly note: string | null;
  readonly key: string;
  readonly by: string;
  readonly at: Date;
  /** Since when a call that rang by itself is the one that is logged. */
  readonly since: Date;
  readonly simulated: boolean;
}

@Injectable()
export class DeskRepository {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  touching(customer: CustomerId, { brands, unseen }: Sight): Promise<readonly TouchingNotice[]> {
    return this.db.query<TouchingNotice>(TOUCHING, [customer, brands, unseen]);
  }

  /** Newest first, those asked for among them. */
  sent(customer: CustomerId): Promise<readonly SentMessage[]> {
    return this.db.query<SentMessage>(SENT, [customer]);
  }

  /** Oldest first while open, so that nobody waits behind those who came later; the others newest first. */
  replies(state: ReplyState, after: ReplyPlace | null, limit: number, { brands, unseen }: Sight): Promise<readonly Reply[]> {
    return this.db.query<Reply>(state === 'open' ? OPEN_REPLIES : PAST_REPLIES, [state, after?.receivedAt ?? null, after?.kind ?? null, after?.id ?? null, limit, brands, unseen]);
  }

  /** @returns no more than `most`. */
  async countOpen(most: number, { brands, unseen }: Sight): Promise<number> {
    return (await this.db.query<{ count: number }>(COUNT_OPEN, [most, brands, unseen]))[0]!.count;
  }

  repliesOf(customer: CustomerId, limit: number, { brands, unseen }: Sight): Promise<readonly Reply[]> {
    return this.db.query<Reply>(REPLIES_OF, [customer, limit, brands, unseen]);
  }

  /** @returns false where there is no such reply, for him who may not see it too. */
  async setReply(tx: Tx, kind: ReplyKind, id: string, state: ReplyState, by: string, at: Date, { brands, unseen }: Sight): Promise<boolean> {
    return (await tx.query(SET_REPLY, [kind, id, state, by, at, brands, unseen])).length === 1;
  }

  /** On the call that the key has logged before, else on the one that rang a moment ago, else as a call of its own. @returns its id. */
  async logCall(tx: Tx, { customer, incident, reason, note, key, by, at, since, simulated }: LoggedCall): Promise<string> {
    // Who logs at the same moment must see which call the other took.
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.call-log'), hashtext($1))`, [customer]);
    const [row] = await tx.query<{ id: string }>(LOG_CALL, [customer, incident, reason, note === null ? null : tx.sealing.text(note, key), key, by, at, since, simulated]);
    return row!.id;
  }
}

const TOUCHING = `
  select i.id as "incidentId", i.reference, i.title, i.kind, i.status, a.audience_id as "audienceId", a.reasons,
         case when n.id is not null then json_build_object('id', n.id, 'number', n.number, 'type', n.type) end as notice,
         (select o.outcome from published.member_outcome as o where o.notice_id = n.id and o.customer_id = $1) as outcome,
         case when exists (select from published.held_incident as h where h.incident_id = i.id) then 'incident'
              when exists (select from published.held_notice as h where h.notice_id = n.id) then 'notice' end as held,
         (select p.seen_at from personal_page as p where p.notice_id = n.id and p.customer_id = $1) as "pageSeenAt"
    from published.audience_member as a
    join published.incident as i on i.id = a.incident_id and not i.exercise
    left join published.notice as n on n.audience_id = a.audience_id and n.state = 'approved'
   where a.customer_id = $1 and ${inSight('i.id', 2)}
   order by i.status = 'open' desc, i.declared_at desc, n.number desc nulls last
   limit 100`;

const SENT = `
  select s.message_id as "messageId", s.notice_id as "noticeId", s.channel, s.address, s.state, s.copy_no as "copyNo", s.handed_over_at as "handedOverAt",
         s.delivered_at as "deliveredAt", s.code, s.reason, s.body_hash as "bodyHash", s.composed_for as "composedFor"
    from published.sent_to as s
   where s.customer_id = $1
   order by coalesce(s.handed_over_at, s.due_at) desc, s.message_id desc
   limit 200`;

const REPLIES = `
          select 'sms' as kind, s.id, s.customer_id, null::bigint as message_id, null as subject, s.body as text, s.received_at from inbound_sms as s where s.keyword = 'other' and s.body <> ''
          union all
          select 'mail', m.id, m.customer_id, m.message_id, m.subject, coalesce(m.body, ''), m.received_at from inbound_mail as m where m.kind = 'reply' and m.body is not null`;

const EVERY_REPLY = `
  select r.kind, r.id, r.customer_id as "customerId", c.reference, r.subject, r.text, r.received_at as "receivedAt", coalesce(x.state, 'open') as state, x.changed_at as "changedAt",
         coalesce(x.changed_by = '${FEEDBACK}', false) as "isFeedback"
    from (${REPLIES}) as r
    left join reply_state as x on x.kind = r.kind and x.reply_id = r.id
    left join published.customer as c on c.id = r.customer_id`;

const repliesFrom = (further: '>' | '<', way: '' | ' desc'): string => `${EVERY_REPLY}
   where coalesce(x.state, 'open') = $1 and ($2::timestamptz is null or (r.received_at, r.kind, r.id) ${further} ($2, $3::text, $4::bigint)) and ${heardInSight('r', 6)}
   order by r.received_at${way}, r.kind${way}, r.id${way}
   limit $5`;

const OPEN_REPLIES = repliesFrom('>', '');
const PAST_REPLIES = repliesFrom('<', ' desc');

const COUNT_OPEN = `
  select count(*)::int as count
    from (select from (${REPLIES}) as r
            left join reply_state as x on x.kind = r.kind and x.reply_id = r.id
           where coalesce(x.state, 'open') = 'open' and ${heardInSight('r', 2)}
           limit $1) as o`;

const REPLIES_OF = `${EVERY_REPLY}
   where r.customer_id = $1 and ${heardInSight('r', 3)}
   order by r.received_at desc, r.id desc
   limit $2`;

const SET_REPLY = `
  insert into reply_state (kind, reply_id, state, changed_by, changed_at)
  select $1, $2::bigint, $3, $4, $5
   where exists (select from (${REPLIES}) as r where r.kind = $1 and r.id = $2::bigint and ${heardInSight('r', 6)})
  on conflict (kind, reply_id) do update set state = excluded.state, changed_by = excluded.changed_by, changed_at = excluded.changed_at
  returning kind`;

const LOG_CALL = `
  with rang as (
    update inbound_call as c
       set reason_tag = $3, incident_id = $2, note = $4, logged_by = $6, logged_at = $7, log_key = $5
     where c.id = (select r.id from inbound_call as r
                    where r.log_key = $5 or (r.customer_id = $1 and r.offered_at >= $8 and r.offered_at <= $7 and r.logged_at is null)
                    order by r.log_key is not null desc, r.offered_at desc limit 1)  -- one that is not logged has no key
    returning c.id
  ),
  written as (
    insert into inbound_call (source, call_id, queue, offered_at, answered_at, outcome, customer_id, match_method, sharing, reason_tag, incident_id, note, logged_by, logged_at, log_key, simulated)
    select 'desk', $5, '', $7, $7, 'answered', $1, 'customer-reference', 1, $3, $2, $4, $6, $7, $5, $9
     where not exists (select from rang)
    on conflict (source, call_id) do update set reason_tag = excluded.reason_tag, incident_id = excluded.incident_id, note = excluded.note, log_key = excluded.log_key
    returning id
  )
  select id from rang union all select id from written`;
