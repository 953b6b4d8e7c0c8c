import type { Database, Tx } from '../../src/platform/database/transactions.js';
import { BREACH } from './audience-company.js';

/**
 * What a database engineer would write by hand for the same rows: one statement for the snapshot, one for its hash, one for the
 * messages, one for the members of the notice, into tables with the same columns, keys, indexes and triggers as the product's.
 *
 * It does: the rule, the five newest reasons, the seeded random order with those who share an address together, bars by suppression,
 * one message for an address, an outcome for everyone, a hash over all that is stored of the people, without which nobody can sign who they are. It does
 * not: join households beyond one step, count the audience by language and region, work out in which zones people may live, write in slices that can be stopped and taken up again, or put anything on the audit record.
 */
export const PLAIN_STEPS = ['resolve and freeze', 'hash', 'messages', 'members of the notice'] as const;

export async function preparePlain(db: Database): Promise<void> {
  await db.query('create schema plain');
  for (const table of ['audience', 'audience_member', 'message', 'notice_member', 'rollout']) await db.query(`create table plain.${table} (like public.${table} including all)`);
  for (const reference of REFERENCES) await db.query(reference);
}

/** @returns seconds of each of `PLAIN_STEPS`. */
export async function plainRun(tx: Tx, audience: string, notice: string, seed: string): Promise<number[]> {
  await tx.query(`set local work_mem = '64MB'; set local max_parallel_workers_per_gather = 2`); // the latter is the server's own default, which the product does not use
  await tx.query('insert into plain.audience (id, incident_id, version, rule, built_by) select $1, gen_random_uuid(), 1, \'{}\', gen_random_uuid()', [audience]);
  await tx.query('insert into plain.rollout values ($1, $2, \'\', \'\', \'\', 1, 0, now())', [notice, audience]);
  const seconds: number[] = [];
  for (const [sql, parameters] of [[SNAPSHOT, [audience, seed, BREACH.from, BREACH.until, BREACH.stores.map(String)]], [HASH, [audience]], [MESSAGES, [audience, notice]], [MEMBERS, [audience, notice]]] as const) {
    const began = performance.now();
    await tx.query(sql, parameters);
    if (sql !== HASH) await tx.query(sql === SNAPSHOT ? 'analyze plain.audience_member' : 'analyze plain.message');
    seconds.push((performance.now() - began) / 1_000);
  }
  return seconds;
}

const REFERENCES = [
  'alter table plain.audience_member add foreign key (audience_id) references plain.audience',
  'alter table plain.message add foreign key (notice_id) references plain.rollout',
  'alter table plain.notice_member add foreign key (notice_id) references plain.rollout',
  'create trigger audience_member_frozen_insert after insert on plain.audience_member referencing new table as added for each statement execute function public.refuse_change_of_frozen_members()',
];

const SNAPSHOT = `
  with hit as (
    select t.customer_id, t.id, t.kind, t.occurred_at, t.label, row_number() over (partition by t.customer_id order by t.occurred_at desc, t.id desc) as no
      from public.touchpoint as t
     where t.kind = 'purchase' and t.occurred_at >= $3 and t.occurred_at < $4 and t.attributes ->> 'store' = any ($5::text[]) and t.attributes ->> 'paid_by' = 'card'
  ),
  reason as (
    select h.customer_id, greatest(count(*) - 5, 0) as more,
           jsonb_agg(jsonb_build_object('id', h.id::text, 'kind', h.kind, 'occurredAt', to_char(h.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'label', h.label) order by h.no)
             filter (where h.no <= 5) as touchpoints
      from hit as h
     group by h.customer_id
  ),
  person as (
    select c.*, r.touchpoints, r.more,
           least(min(c.id) over (partition by coalesce(c.email_hash, c.id::text)), min(c.id) over (partition by coalesce(c.phone_hash, c.id::text)))::text as household
      from reason as r
      join public.customer as c on c.id = r.customer_id
  ),
  placed as (
    select p.*, row_number() over (order by md5($2 || p.household), p.id) - 1 as position from person as p
  )
  insert into plain.audience_member (audience_id, customer_id, position, draw, household, jk_group, reference, first_name, last_name, locale, country, region, time_zone,
                                     email, email_hash, phone, phone_hash, preferred_channel, reasons)
  select $1, p.id, p.position, min(p.position) over (partition by p.household), p.household, abs(hashtext(p.household)) % 50,
         p.reference, p.first_name, p.last_name, p.locale, p.country, p.region, p.time_zone, p.email, p.email_hash, p.phone, p.phone_hash, p.preferred_channel,
         jsonb_build_object('touchpoints', p.touchpoints, 'more', p.more, 'by', '["rule"]'::jsonb, 'data', '["card-number"]'::jsonb)
    from placed as p`;

const HASH = `
  select encode(sha256(string_agg(sha256(convert_to(m::text, 'UTF8')), ''::bytea order by m.position)), 'hex') as hash from plain.audience_member as m where m.audience_id = $1`;

/** Each member's channel by preference, e-mail first, bars left out. */
const CHOSEN = `
  chosen as (
    select m.customer_id, m.position, m.draw, coalesce(e.reason, p.reason) as barred_by,
           case when m.email is not null and e.reason is null and (m.preferred_channel is distinct from 'sms' or m.phone is null or p.reason is not null) then 'email'
                when m.phone is not null and p.reason is null then 'sms' end as channel,
           m.email, m.email_hash, m.phone, m.phone_hash
      from plain.audience_member as m
      left join public.suppression as e on e.channel = 'email' and e.address_hash = m.email_hash and e.lifted_at is null
      left join public.suppression as p on p.channel = 'sms' and p.address_hash = m.phone_hash and p.lifted_at is null
     where m.audience_id = $1
  )`;

const MESSAGES = `
  with ${CHOSEN}
  insert into plain.message (notice_id, customer_id, channel, wave_no, address, address_hash, due_at)
  select distinct on (c.channel, s.address_hash) $2, c.customer_id, c.channel, 0, s.address, s.address_hash, now()
    from chosen as c
   cross join lateral (select case c.channel when 'email' then c.email else c.phone end as address, case c.channel when 'email' then c.email_hash else c.phone_hash end as address_hash) as s
   where c.channel is not null
   order by c.channel, s.address_hash, c.draw, c.customer_id`;

const MEMBERS = `
  with ${CHOSEN}
  insert into plain.notice_member (notice_id, customer_id, position, wave_no, email_message_id, sms_message_id, barred, barred_reason)
  select $2, c.customer_id, c.position, 0, e.id, s.id, case when c.channel is null then case when c.barred_by is null then 'unreachable' else 'suppressed' end end,
         case when c.channel is null then c.barred_by end
    from chosen as c
    left join plain.message as e on c.channel = 'email' and e.notice_id = $2 and e.channel = 'email' and e.address_hash = c.email_hash
    left join plain.message as s on c.channel = 'sms' and s.notice_id = $2 and s.channel = 'sms' and s.address_hash = c.phone_hash`;
