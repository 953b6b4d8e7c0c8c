import { Injectable } from '@nestjs/common';
import { type PersonId } from '../../kernel/ids.js';
import { Aside, type AsideLimits } from '../../platform/database/aside.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type ExactCounts, homesOf, numbersByCountry } from '../model/exact-counts.js';
import { type Selection } from '../model/selection.js';
import { picked } from './picked.js';

/** The count that a person asked for last. */
export interface KeptCount {
  readonly selectionHash: string;
  readonly counts: ExactCounts | null;
  readonly failed: 'took-too-long' | 'failed' | null;
  readonly countedAt: Date | null;
  /** Nobody holds its lease: whoever was counting is gone. */
  readonly isAbandoned: boolean;
}

/** As the database adds up: what a number or a home comes to is told here. */
interface Tally extends Omit<ExactCounts, 'numbers' | 'homes'> {
  readonly numbers: Parameters<typeof numbersByCountry>[0];
  readonly homes: Parameters<typeof homesOf>[0];
}

/** Real seconds that a runner may be silent. */
const LEASE_SECONDS = 10;
/** A count that is older is made anew where it is asked for again: people are imported meanwhile. */
const FRESH_SECONDS = 300;

@Injectable()
export class RuleCountRepository {
  constructor(
    private readonly db: Database,
    private readonly aside: Aside,
  ) {}

  /** Makes `runner` the one that counts this for the person, and nobody else any more. @returns False where somebody does, or did lately. */
  async claim(tx: Tx, person: PersonId, selectionHash: string, runner: string): Promise<boolean> {
    return (await tx.query(CLAIM, [person, selectionHash, runner, LEASE_SECONDS, FRESH_SECONDS])).length > 0;
  }

  /** @returns False where another has taken its place. */
  async renew(tx: Tx, person: PersonId, runner: string): Promise<boolean> {
    return (await tx.query(RENEW, [person, runner, LEASE_SECONDS])).length > 0;
  }

  async keep(tx: Tx, person: PersonId, runner: string, outcome: { readonly counts: ExactCounts } | { readonly failed: KeptCount['failed'] }, at: Date): Promise<void> {
    const [counts, failed] = 'counts' in outcome ? [JSON.stringify(outcome.counts), null] : [null, outcome.failed];
    await tx.query('update rule_count as r set counts = $3, failed = $4, counted_at = $5 where r.person_id = $1 and r.runner = $2', [person, runner, counts, failed, at]);
  }

  async of(person: PersonId): Promise<KeptCount | null> {
    const [row] = await this.db.query<KeptCount>(OF, [person]);
    return row ?? null;
  }

  /** @throws as `Aside.read` */
  async count(selection: Selection, limits: AsideLimits): Promise<ExactCounts> {
    const { sql, parameters } = picked(selection, { reasons: false });
    const [row] = await this.aside.read<Tally>(countSql(sql), parameters, limits);
    return { ...row!, numbers: numbersByCountry(row!.numbers), homes: homesOf(row!.homes) };
  }
}

const CLAIM = `
  insert into rule_count as r (person_id, selection_hash, runner, leased_until)
  values ($1, $2, $3, now() + make_interval(secs => $4))
      on conflict (person_id) do update set selection_hash = $2, runner = $3, leased_until = now() + make_interval(secs => $4), counts = null, failed = null, counted_at = null
   where r.selection_hash <> $2
      or (r.counted_at is null and r.leased_until < now())
      or (r.counted_at is not null and r.leased_until < now() - make_interval(secs => $5))
  returning r.runner`;

const RENEW = `update rule_count as r set leased_until = now() + make_interval(secs => $3) where r.person_id = $1 and r.runner = $2 and r.counted_at is null returning r.runner`;

const OF = `
  select r.selection_hash as "selectionHash", r.counts, r.failed, r.counted_at as "countedAt", r.counted_at is null and r.leased_until < now() as "isAbandoned"
    from rule_count as r
   where r.person_id = $1`;

/** Of a number what stays readable of it, which tells its country: "1206", "4915112". */
const BEGINNING = `left(split_part(c.phone, '+', 2), case when split_part(c.phone, '+', 2) like '1%' then 4 else 7 end)`;

const countSql = (pickedSql: string): string => `
  with dead as (
    select distinct s.channel, s.address_hash from suppression as s where s.lifted_at is null and s.scope = 'all'
  ),
  person as (
    select coalesce(c.locale, 'unknown') as locale, c.country, c.region, left(c.postal_code, 3) as postal, c.email_hash is not null as has_email, c.phone_hash is not null as has_phone, e.address_hash is not null as dead_email, p.address_hash is not null as dead_phone,
           ${BEGINNING} as beginning
      from (${pickedSql}) as m
      join customer as c on c.id = m.customer_id
      left join dead as e on e.channel = 'email' and e.address_hash = c.email_hash
      left join dead as p on p.channel = 'sms' and p.address_hash = c.phone_hash
  ),
  tally as (           -- one look at everybody, by number and by home; the rest adds up what it says
    select i.locale, i.beginning, i.country, i.region, i.postal, grouping(i.country) = 0 as is_home, count(*)::int as members,
           count(*) filter (where i.has_email)::int as email,
           count(*) filter (where i.has_phone)::int as sms,
           count(*) filter (where i.has_phone and not i.dead_phone)::int as numbers,
           count(*) filter (where not i.has_email and not i.has_phone)::int as unreachable,
           count(*) filter (where (i.has_email or i.has_phone) and (not i.has_email or i.dead_email) and (not i.has_phone or i.dead_phone))::int as suppressed
      from person as i
     group by grouping sets ((i.locale, i.beginning), (i.country, i.region, i.postal))
  ),
  by_number as (
    select t.* from tally as t where not t.is_home
  ),
  by_locale as (
    select n.locale, sum(n.members)::int as members from by_number as n group by 1
  )
  select coalesce(sum(n.members), 0)::int as members, coalesce(sum(n.email), 0)::int as email, coalesce(sum(n.sms), 0)::int as sms,
         coalesce(sum(n.unreachable), 0)::int as unreachable, coalesce(sum(n.suppressed), 0)::int as suppressed,
         (select coalesce(json_object_agg(l.locale, l.members order by l.members desc, l.locale), '{}') from by_locale as l) as "byLocale",
         coalesce(json_agg(json_build_object('locale', n.locale, 'beginning', n.beginning, 'people', n.numbers)) filter (where n.numbers > 0), '[]') as numbers,
         (select coalesce(json_agg(json_build_object('country', t.country, 'region', t.region, 'postal', t.postal, 'people', t.members)), '[]') from tally as t where t.is_home) as homes
    from by_number as n`;
