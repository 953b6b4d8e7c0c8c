import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CustomerId } from '../../kernel/ids.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type HeldSection, type Holding, Holdings, PLACE, type Traces } from '../../platform/privacy/holdings.js';

type Row = Readonly<Record<string, unknown>>;

/** What the ledger and the files of letters hold of a person. */
@Injectable()
export class MessageHolding implements Holding, OnModuleInit {
  constructor(
    private readonly holdings: Holdings,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.holdings.add(this, PLACE.deliver);
  }

  async held(customer: CustomerId, limit: number): Promise<readonly HeldSection[]> {
    const read = (sql: string): Promise<readonly Row[]> => this.db.query<Row>(sql, [customer, limit]);
    const [messages, copies, letters] = await Promise.all([read(MESSAGES), read(COPIES), read(LETTERS)]);
    return [
      { key: 'messages', title: 'Messages to them', note: 'What a message said is not kept: it is made again from what was approved.', rows: messages },
      { key: 'copies', title: 'Messages that were asked for again', rows: copies },
      { key: 'letters', title: 'Letters to them', rows: letters },
    ];
  }

  async underWay(tx: Tx, customer: CustomerId): Promise<readonly string[]> {
    return (await tx.query<{ words: string }>(UNDER_WAY, [customer, this.clock.now()])).map(({ words }) => words);
  }

  async traces(tx: Tx, customer: CustomerId): Promise<Traces> {
    const [found] = await tx.query<Traces>(TRACES, [customer]);
    return found!;
  }

  async forget(tx: Tx, customer: CustomerId): Promise<Readonly<Record<string, number>>> {
    const messages = await tx.query<{ id: string }>(FORGET_MESSAGES, [customer]);
    await tx.query('update attempt set reason = null where message_id = any ($1::bigint[]) and reason is not null', [messages.map(({ id }) => id)]);
    return {
      messages: messages.length,
      'messages asked for again': (await tx.query(`update copy_request set reason = '' where customer_id = $1 and reason <> '' returning 1`, [customer])).length,
      letters: (await tx.query(FORGET_LETTERS, [customer])).length,
    };
  }
}

/** His messages: those that stand for him, alone or with others at one address, those made in his name, and copies that he asked for. */
const HIS = `
  his as (
    select m.id from notice_member as nm join message as m on m.id in (nm.email_message_id, nm.sms_message_id) where nm.customer_id = $1
    union
    select m.id from notice_member as nm join message as m on m.notice_id = nm.notice_id and m.customer_id = $1 where nm.customer_id = $1
    union
    select r.message_id from copy_request as r where r.customer_id = $1
  )`;

const MESSAGES = `
  with ${HIS}
  select case when i.exercise then i.reference || ' (exercise)' else i.reference end as "incident", n.number as "notice", n.type, m.channel, m.address, m.state as "outcome", m.copy_no > 0 as "askedFor", m.handed_over_at as "handedOverAt", m.delivered_at as "deliveredAt",
         m.attempts as "tries", m.code, m.reason
    from his as h
    join message as m on m.id = h.id
    join published.notice as n on n.id = m.notice_id
    join published.incident as i on i.id = n.incident_id
   order by coalesce(m.handed_over_at, m.due_at) desc, m.id desc
   limit $2`;

const COPIES = `
  select case when i.exercise then i.reference || ' (exercise)' else i.reference end as "incident", n.number as "notice", r.asked_at as "askedAt", r.channel, r.outcome, r.to_other_address as "toAnotherAddress", r.checked, r.reason
    from copy_request as r
    join published.notice as n on n.id = r.notice_id
    join published.incident as i on i.id = n.incident_id
   where r.customer_id = $1
   order by r.id desc
   limit $2`;

const LETTERS = `
  select case when i.exercise then i.reference || ' (exercise)' else i.reference end as "incident", n.number as "notice", f.made_at as "madeAt", f.posted_on as "postedOn", p.name, p.address_line1 as "addressLine1", p.address_line2 as "addressLine2", p.city,
         p.region, p.postal_code as "postalCode", p.country
    from postal_item as p
    join postal_file as f on f.id = p.file_id
    join published.notice as n on n.id = p.notice_id
    join published.incident as i on i.id = n.incident_id
   where p.customer_id = $1
   order by f.made_at desc
   limit $2`;

/** A notice that may still start or write, and a message of which nobody knows the end. What was finished or cancelled starts nothing anew. */
const UNDER_WAY = `
  with concerned as (
    select n.id, n.number, i.reference, n.state, n.plan_hash, n.expires_at
      from published.audience_member as m
      join published.notice as n on n.audience_id = m.audience_id
      join published.incident as i on i.id = n.incident_id
     where m.customer_id = $1
  ),
  ${HIS}
  select 'Notice ' || c.number || ' of ' || c.reference || ' is going out.' as words
    from concerned as c
    join dispatch as d on d.notice_id = c.id
   where d.state in ('running','paused')
  union
  select 'Notice ' || c.number || ' of ' || c.reference || ' is approved and has not begun.'
    from concerned as c
   where c.state = 'approved' and coalesce(c.expires_at > $2, true)
     and not exists (select from dispatch as d where d.notice_id = c.id)
     and not exists (select from rollout_refusal as r where r.notice_id = c.id and r.plan_hash = c.plan_hash)
  union
  select 'A message of notice ' || n.number || ' of ' || i.reference || case m.state when 'unknown' then ' is in doubt: somebody must decide it.' else ' is leaving.' end
    from his as h
    join message as m on m.id = h.id and m.state in ('pending','sending','unknown')
    join published.notice as n on n.id = m.notice_id
    join published.incident as i on i.id = n.incident_id
    join dispatch as d on d.notice_id = m.notice_id and (m.state <> 'pending' or d.state in ('running','paused'))
   order by 1`;

const TRACES = `
  with ${HIS}
  select array(select m.address from his as h join message as m on m.id = h.id where m.address <> '') as values,
         array(select distinct m.address_hash from his as h join message as m on m.id = h.id where m.address_hash not like 'erased:%') as hashes`;

/** A message at an address that somebody else has too stays: it is also theirs. */
const FORGET_MESSAGES = `
  with ${HIS}
  update message as m
     set address = '', address_hash = 'erased:' || m.id, reason = null
    from his as h
   where m.id = h.id and m.address <> ''
     and not exists (select from notice_member as o join published.customer as x on x.id = o.customer_id and not x.erased where o.email_message_id = m.id and o.customer_id <> $1)
     and not exists (select from notice_member as o join published.customer as x on x.id = o.customer_id and not x.erased where o.sms_message_id = m.id and o.customer_id <> $1)
  returning m.id`;

const FORGET_LETTERS = `
  update postal_item set name = '', address_line1 = '', address_line2 = null, city = '', postal_code = null where customer_id = $1 and (name <> '' or address_line1 <> '') returning 1`;
