import { Injectable } from '@nestjs/common';
import { type IncidentId } from '../../kernel/ids.js';
import { type Tx } from '../../platform/database/transactions.js';
import { type AudienceCounts, type Channel, type MemberReasons } from '../contract.js';
import { type Selection } from '../model/selection.js';
import { picked, type PickOptions } from './picked.js';

/** Whom to look for, and what to say of the data involved where the rule does not say it. */
export interface Search {
  readonly selection: Selection;
  /** Codes of the incident. */
  readonly dataInvolved: readonly string[];
}

export interface AffectedExample {
  readonly customerId: string;
  readonly reference: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly locale: string | null;
  readonly region: string | null;
  readonly preferredChannel: Channel | null;
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
  readonly reasons: MemberReasons;
}

/** A household that takes more rounds than this to be joined is a fault in the data that somebody should see. */
const MOST_ROUNDS = 500;

/**
 * The affected, in the temporary table `affected` of one transaction: found, joined into households, and counted; a frozen audience
 * is made of it. Customers and their addresses are read in the one statement that finds them, so they are of one moment.
 */
@Injectable()
export class AffectedRepository {
  /** Fills `affected`. */
  async resolve(tx: Tx, search: Search, options: PickOptions): Promise<void> {
    await prepare(tx);
    const { sql, parameters } = picked(search.selection, options);
    await fill(tx, sql, [...parameters, JSON.stringify(search.dataInvolved)]);
  }

  /** Fills `affected` with those who were told before. Why they were in then is why they are in now. */
  async resolveTold(tx: Tx, incident: IncidentId, told: readonly string[], dataInvolved: readonly string[]): Promise<void> {
    await prepare(tx);
    await fill(tx, TOLD, [told, incident, JSON.stringify(dataInvolved)]);
  }

  /**
   * Joins people who share an e-mail address or a number, and those who share with those, to the end: one household is told at one
   * time. Everyone begins as his own; in each round everybody takes the lowest name around him, until nobody changes. Who shares
   * stands in the temporary table `household_of` then; everybody else is a household of his own.
   */
  async joinHouseholds(tx: Tx): Promise<void> {
    await tx.query(SHARING);
    await tx.query('analyze household_of (customer_id)');
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const [joined] = await tx.query<{ count: number }>(JOIN_ROUND);
      if (joined!.count === 0) return;
    }
    throw new Error(`Households did not come to an end after ${MOST_ROUNDS} rounds.`);
  }

  async counts(tx: Tx): Promise<AudienceCounts> {
    const [counts] = await tx.query<AudienceCounts>(COUNTS);
    return counts!;
  }

  /** Ids of up to `limit` of them, spread over all, the same each time. */
  async sample(tx: Tx, limit: number): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }>(`select a.customer_id as id from affected as a order by md5(a.customer_id::text), a.customer_id limit $1`, [limit]);
    return rows.map((row) => row.id);
  }

  async examples(tx: Tx): Promise<readonly AffectedExample[]> {
    return tx.query<AffectedExample>(EXAMPLES);
  }
}

/** Sorts and hashes of a million people stay in memory, and a scan of all touchpoints may be shared by several processes, which no other statement of the service asks for. */
async function prepare(tx: Tx): Promise<void> {
  await tx.query(`set local work_mem = '128MB'; set local max_parallel_workers_per_gather = 2`);
  await tx.query('drop table if exists affected, household_of');
}

async function fill(tx: Tx, pickedSql: string, parameters: readonly unknown[]): Promise<void> {
  await tx.query(fillSql(pickedSql, `$${parameters.length}`), parameters);
  await tx.query('analyze affected (customer_id, email_hash, phone_hash)');
}

/** The reasons of the newest frozen audience of the incident that he was in. */
const TOLD = `
  select t.customer_id, coalesce(b.reasons -> 'touchpoints', '[]') as touchpoints, coalesce((b.reasons ->> 'more')::int, 0) as more,
         coalesce(array(select jsonb_array_elements_text(b.reasons -> 'data')), '{}') as data, array['told-before'] as by
    from (select distinct unnest($1::bigint[]) as customer_id) as t
    left join lateral (
      select m.reasons
        from audience_member as m
        join audience as a on a.id = m.audience_id
       where m.customer_id = t.customer_id and a.incident_id = $2 and a.state = 'frozen'
       order by a.version desc
       limit 1
    ) as b on true`;

/**
 * Somebody who is a minor, has died or is represented is written to at the representative's address alone, and by no text: that has no room to say on whose behalf.
 * A table that is made of a query, since PostgreSQL takes no second process to help with an INSERT. */
const fillSql = (pickedSql: string, dataInvolved: string): string => `
  create temporary table affected on commit drop as
  select c.id as customer_id, c.reference, c.first_name, c.last_name, c.locale, c.country, c.region, c.postal_code, c.time_zone,
         case when c.care is null then c.email else c.representative_email end as email, case when c.care is null then c.email_hash else c.representative_email_hash end as email_hash,
         case when c.care is null then c.phone end as phone, case when c.care is null then c.phone_hash end as phone_hash, c.preferred_channel, c.care,
         -- of a representative the address is as old as the last word on who is written to
         case when c.care is null then c.email_changed_at else (select x.changed_at from care_change as x where x.customer_id = c.id) end as email_changed_at, case when c.care is null then c.phone_changed_at end as phone_changed_at,
         case when c.care is null then w.reasons else w.reasons || jsonb_build_object('care', c.care) end as reasons
    from (${pickedSql}) as p
    join customer as c on c.id = p.customer_id and c.erased_at is null
   cross join lateral (
           select jsonb_build_object('touchpoints', p.touchpoints, 'more', p.more, 'by', p.by, 'data', case when cardinality(p.data) > 0 then to_jsonb(p.data) else ${dataInvolved}::jsonb end) as reasons
         ) as w`;

/** Whoever shares an address, with the lowest customer of each address as its name: numbers sort faster than hashes. */
const SHARING = `
  create temporary table household_of on commit drop as
  with email as (
    select a.email_hash, min(a.customer_id) as lowest from affected as a where a.email_hash is not null group by a.email_hash having count(*) > 1
  ),
  phone as (
    select a.phone_hash, min(a.customer_id) as lowest from affected as a where a.phone_hash is not null group by a.phone_hash having count(*) > 1
  )
  select a.customer_id, a.customer_id as household, e.lowest as email_of, p.lowest as phone_of
    from affected as a
    left join email as e on e.email_hash = a.email_hash
    left join phone as p on p.phone_hash = a.phone_hash
   where e.lowest is not null or p.lowest is not null`;

const JOIN_ROUND = `
  with around as (
    select h.customer_id, h.household,
           -- below zero stands for nobody's: whoever shares no such address is alone there
           least(min(h.household) over (partition by coalesce(h.email_of, -h.customer_id)),
                 min(h.household) over (partition by coalesce(h.phone_of, -h.customer_id))) as lowest
      from household_of as h
  ),
  joined as (
    update household_of as h set household = r.lowest from around as r where r.customer_id = h.customer_id and r.lowest < h.household returning 1
  )
  select count(*)::int as count from joined`;

const COUNTS = `
  with dead as (
    select distinct s.channel, s.address_hash from suppression as s where s.lifted_at is null and s.scope = 'all'
  ),
  person as (
    select a.locale, a.region, a.care is not null as cared, a.email_hash is not null as has_email, a.phone_hash is not null as has_phone,
           e.address_hash is not null as dead_email, p.address_hash is not null as dead_phone
      from affected as a
      left join dead as e on e.channel = 'email' and e.address_hash = a.email_hash
      left join dead as p on p.channel = 'sms' and p.address_hash = a.phone_hash
  )
  select count(*)::int as members,
         count(*) filter (where p.has_email)::int as email,
         count(*) filter (where p.has_phone)::int as sms,
         count(*) filter (where not p.has_email and not p.has_phone and not p.cared)::int as unreachable,
         count(*) filter (where (p.has_email or p.has_phone or p.cared) and (not p.has_email or p.dead_email) and (not p.has_phone or p.dead_phone))::int as suppressed,
         (select count(*)::int from household_of) as sharing,
         (select coalesce(json_object_agg(l.locale, l.count order by l.count desc, l.locale), '{}') from (select coalesce(i.locale, 'unknown') as locale, count(*)::int as count from person as i group by 1) as l) as "byLocale",
         (select coalesce(json_object_agg(r.region, r.count order by r.count desc, r.region), '{}') from (select coalesce(i.region, 'unknown') as region, count(*)::int as count from person as i group by 1) as r) as "byRegion"
    from person as p`;

const EXAMPLES = `
  select a.customer_id as "customerId", a.reference, a.first_name as "firstName", a.last_name as "lastName", a.locale, a.region,
         a.preferred_channel as "preferredChannel", a.email is not null as "hasEmail", a.phone is not null as "hasPhone", a.reasons
    from affected as a
   order by md5(a.customer_id::text), a.customer_id`;
