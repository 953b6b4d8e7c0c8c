import type { Database } from '../../src/platform/database/transactions.js';

/** Touchpoints of each customer. */
export const EACH = 5;

/** The breach: 17 of the company's 40 stores, four of its eight weeks, paid by card. */
export const BREACH = {
  stores: [1, 3, 4, 6, 9, 10, 12, 15, 17, 20, 22, 24, 27, 30, 33, 36, 39],
  from: '2026-01-11T00:00:00Z',
  until: '2026-02-08T00:00:00Z',
} as const;

/**
 * Writes a company of `customers` with five purchases each, by set-based SQL. Every customer was at a breached store once; of the
 * other purchases one in seven is in the breach too. Every tenth shares a number with the one before and every 33rd an e-mail address,
 * 6 % have no address, 30 % no number; a fifth reads Spanish; 1 % of addresses and 0.5 % of numbers are suppressed. The same each time.
 */
export async function fillCompany(db: Database, customers: number): Promise<void> {
  await db.query(CUSTOMERS, [customers]);
  await db.query('drop index touchpoint_kind_time, touchpoint_attributes');
  await db.query(TOUCHPOINTS, [customers, EACH, BREACH.stores]);
  await db.query('create index touchpoint_kind_time on touchpoint (kind, occurred_at)');
  await db.query('create index touchpoint_attributes on touchpoint using gin (attributes jsonb_path_ops)');
  await db.query(SUPPRESSIONS);
  await db.query('vacuum analyze customer, touchpoint, suppression');
}

/** A number in [0, below) that looks random and is the same each time. */
const chance = (of: string, salt: number, below: number): string => `(hashint8extended(${of}, ${salt}) & 1073741823) % ${below}`;

const CUSTOMERS = `
  insert into customer (reference, first_name, last_name, locale, country, region, postal_code, time_zone, email, email_hash, phone, phone_hash, preferred_channel)
  select 'C' || p.n, (array['Ana','Luis','Mary-Jane','Omar','Zoë'])[1 + p.n % 5], 'O''Neil-' || p.n, case when p.n % 5 = 0 then 'es' else 'en' end, 'US',
         (array['WA','OR','CA','NV','ID','UT','AZ','TX','NY','FL','OH','IL'])[1 + p.n % 12], lpad((p.n % 90000 + 10000)::text, 5, '0'), 'America/Los_Angeles',
         p.email, encode(sha256(convert_to('email:' || p.email, 'UTF8')), 'base64'), p.phone, encode(sha256(convert_to('phone:' || p.phone, 'UTF8')), 'base64'),
         case when p.prefers < 25 then 'email' when p.prefers < 40 then 'sms' end
    from (select n, ${chance('n', 5, 100)} as prefers,
                 case when ${chance('n', 3, 100)} >= 6 then 'customer.' || (n - case when ${chance('n', 2, 33)} = 0 then 1 else 0 end) || '@mail.example' end as email,
                 case when ${chance('n', 4, 100)} >= 30 then '+1206' || (2000000 + n - case when ${chance('n', 1, 10)} = 0 then 1 else 0 end) end as phone
            from generate_series(1, $1::int) as n) as p`;

const TOUCHPOINTS = `
  insert into touchpoint (customer_id, kind, reference, occurred_at, label, attributes)
  select c.id, 'purchase', 'P' || t.n, timestamptz '2026-01-01T08:00:00Z' + t.day * interval '1 day' + (t.n % 600) * interval '1 minute',
         'Store ' || t.store, jsonb_build_object('store', t.store::text, 'paid_by', t.paid_by, 'amount', t.n % 300)
    from (select n, n % $1::int + 1 as customer, n < $1::int as breached,
                 case when n < $1::int then ($3::int[])[1 + ${chance('n', 6, 17)}] else ${chance('n', 6, 40)} end as store,
                 case when n < $1::int then 10 + ${chance('n', 7, 28)} else ${chance('n', 7, 56)} end as day,
                 case when n < $1::int or ${chance('n', 8, 3)} > 0 then 'card' else 'cash' end as paid_by
            from generate_series(0, $1::int * $2::int - 1) as n) as t
    join customer as c on c.reference = 'C' || t.customer`;

const SUPPRESSIONS = `
  insert into suppression (channel, address_hash, reason, source, since)
  select distinct s.channel, s.address_hash, s.reason, 'bench', timestamptz '2025-06-01T00:00:00Z'
    from (select 'email' as channel, c.email_hash as address_hash, 'hard-bounce' as reason from customer as c where c.email_hash is not null and ${chance('c.id', 9, 100)} = 0
          union all
          select 'sms', c.phone_hash, 'stop' from customer as c where c.phone_hash is not null and ${chance('c.id', 10, 200)} = 0) as s`;
