import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CustomerId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type HeldSection, type Holding, Holdings, PLACE, type Traces } from '../../platform/privacy/holdings.js';

type Row = Readonly<Record<string, unknown>>;

/** What was heard from a person: calls, texts, mails, answers, and what he did on his page. */
@Injectable()
export class HeardHolding implements Holding, OnModuleInit {
  constructor(
    private readonly holdings: Holdings,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.holdings.add(this, PLACE.hear);
  }

  async held(customer: CustomerId, limit: number): Promise<readonly HeldSection[]> {
    const read = (sql: string): Promise<readonly Row[]> => this.db.query<Row>(sql, [customer, limit]);
    const [calls, texts, mails, answers, pages, questions] = await Promise.all([read(CALLS), read(TEXTS), read(MAILS), read(ANSWERS), read(PAGES), read(QUESTIONS)]);
    return [
      { key: 'calls', title: 'Calls from them', note: 'The number is kept scrambled alone.', rows: calls },
      { key: 'texts', title: 'Texts from them', rows: texts },
      { key: 'mails', title: 'E-mails from them', rows: mails },
      { key: 'answers', title: 'Their answers to our question', rows: answers },
      { key: 'pages', title: 'Their own pages', rows: pages },
      { key: 'questions', title: 'Questions whether they are affected', note: 'Anybody can ask about a customer number; the code goes to the address on file. Kept for eight days.', rows: questions },
    ];
  }

  async traces(tx: Tx, customer: CustomerId): Promise<Traces> {
    const [found] = await tx.query<Traces>(TRACES, [customer]);
    return found!;
  }

  async forget(tx: Tx, customer: CustomerId, { hashes }: Traces): Promise<Readonly<Record<string, number>>> {
    const count = async (sql: string, ...parameters: unknown[]): Promise<number> => (await tx.query(sql, [customer, ...parameters])).length;
    await tx.query(KEEP_SHARED_CALLS, [customer]);
    await tx.query(SHUT_PAGES, [customer]);
    return {
      calls: await count(FORGET_CALLS, hashes),
      texts: await count(FORGET_TEXTS, hashes),
      'e-mails from them': await count(FORGET_MAILS, hashes),
      questions: (await count('delete from enquiry where customer_id = $1 returning 1')) + (await count('delete from enquiry_shown where customer_id = $1 returning 1')),
      answers: await count('update feedback set words = null where customer_id = $1 and words is not null returning 1'),
    };
  }
}

const QUESTIONS = `
  select e.asked_at as "at", e.proved_at as "provedAt" from enquiry as e where e.customer_id = $1 order by e.asked_at desc limit $2`;

const CALLS = `
  select c.offered_at as "at", c.queue, c.outcome, c.answered_at as "answeredAt", c.ended_at as "endedAt", c.reason_tag as "reason", c.tags, c.note, i.reference as "incident"
    from inbound_call as c
    left join published.incident as i on i.id = c.incident_id
   where c.customer_id = $1
   order by c.offered_at desc, c.id desc
   limit $2`;

const TEXTS = `
  select s.received_at as "at", s.keyword as "kind", s.body as "text", x.state from inbound_sms as s left join reply_state as x on x.kind = 'sms' and x.reply_id = s.id where s.customer_id = $1 order by s.id desc limit $2`;

const MAILS = `
  select m.received_at as "at", m.kind, m.status, m.subject, m.body as "text", x.state from inbound_mail as m left join reply_state as x on x.kind = 'mail' and x.reply_id = m.id where m.customer_id = $1 order by m.id desc limit $2`;

const ANSWERS = `
  select i.reference as "incident", n.number as "notice", f.answered_at as "at", f.channel, f.answer, f.score, f.recommend, f.words
    from feedback as f
    join published.notice as n on n.id = f.notice_id
    join published.incident as i on i.id = n.incident_id
   where f.customer_id = $1
   order by f.id desc
   limit $2`;

const PAGES = `
  select i.reference as "incident", n.number as "notice", p.seen_at as "openedAt", cardinality(p.steps) as "stepsTicked", p.proved_at as "detailsShownAt"
    from personal_page as p
    join published.notice as n on n.id = p.notice_id
    join published.incident as i on i.id = n.incident_id
   where p.customer_id = $1
   order by p.seen_at desc nulls last
   limit $2`;

/** Numbers and addresses that nothing else remembers: from which he called or wrote before they changed. */
const TRACES = `
  select '{}'::text[] as values,
         array(select c.caller_hash from inbound_call as c where c.customer_id = $1 and c.match_method = 'number' and c.caller_hash not like 'erased:%'
               union
               select s.from_hash from inbound_sms as s where s.customer_id = $1 and s.from_hash is not null
               union
               select m.sender_hash from inbound_mail as m where m.customer_id = $1 and m.sender_hash is not null) as hashes`;

/** Calls from a number that others have too count as his as well: that no longer follows from the number once he is forgotten. */
const KEEP_SHARED_CALLS = `
  insert into inbound_call_also (call_id, customer_id)
  select k.id, k.customer_id
    from published.call_customer as k
    join inbound_call as c on c.id = k.id and c.customer_id <> k.customer_id
   where k.customer_id = $1
  on conflict do nothing`;

/** For good: whoever holds the message of somebody who was forgotten learns nothing from its page. */
const SHUT_PAGES = `
  insert into page_revocation as r (customer_id, until, reason, revoked_by) values ($1, '9999-12-31', 'erased', 'system:platform.erasures')
  on conflict (customer_id) do update set until = excluded.until, reason = excluded.reason, revoked_by = excluded.revoked_by`;

/** One stand-in for each number, so that calls which belong together still do. */
const FORGET_CALLS = `
  update inbound_call as c
     set caller_hash = case when c.caller_hash = any ($2::text[]) then 'erased:' || $1::bigint || ':' || array_position($2::text[], c.caller_hash) else c.caller_hash end,
         note = case when c.customer_id = $1 then null else c.note end
   where c.caller_hash = any ($2::text[]) or (c.customer_id = $1 and c.note is not null)
  returning 1`;

const FORGET_TEXTS = `
  update inbound_sms as s
     set from_hash = null, body = case when s.body is not null then '' end
   where (s.customer_id = $1 or s.from_hash = any ($2::text[])) and (s.from_hash is not null or s.body <> '')
  returning 1`;

const FORGET_MAILS = `
  update inbound_mail as m
     set sender_hash = null, subject = null, body = null
   where (m.customer_id = $1 or m.sender_hash = any ($2::text[])) and num_nonnulls(m.sender_hash, m.subject, m.body) > 0
  returning 1`;
