import { Injectable } from '@nestjs/common';
import { type AudienceId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type MemberZones } from '../contract.js';

export type ZoneHintKind = 'profile' | 'postal' | 'number' | 'country';

/** Something by which the zone of some of the affected may be told. */
export interface ZoneHint {
  readonly kind: ZoneHintKind;
  readonly key: string;
  readonly people: number;
}

/** What a hint comes to; empty where it says nothing. */
export interface ReadHint extends Pick<ZoneHint, 'kind' | 'key'> {
  readonly zones: readonly string[];
}

/** In which zones each of the table `affected` may live, worked out once for each hint and not for each person. */
@Injectable()
export class ZoneRepository {
  constructor(private readonly db: Database) {}

  /** Every hint that the affected give, each once. */
  hints(tx: Tx): Promise<readonly ZoneHint[]> {
    return tx.query<ZoneHint>(HINTS);
  }

  /**
   * Keeps what the hints say in the temporary tables `zone_hint` and `household_zone`, by which members are written. A household whose
   * members may live in different zones may live in all of them: it is told at one time.
   */
  async keep(tx: Tx, hints: readonly ReadHint[]): Promise<void> {
    const useful = hints.filter(({ zones }) => zones.length > 0);
    await tx.query(NEW_SETS, [JSON.stringify(useful.map(({ zones }) => zones))]);
    await tx.query(CREATE_HINTS);
    await tx.query(INSERT_HINTS, [JSON.stringify(useful)]);
    await tx.query('analyze zone_hint');
    await tx.query(MIXED_HOUSEHOLDS);
    await tx.query(NEW_HOUSEHOLD_SETS);
    await tx.query(HOUSEHOLD_ZONES);
    await tx.query('analyze household_zone');
  }

  /** Counts the members of an audience that was just written, by set of zones. */
  async count(tx: Tx, audienceId: string): Promise<void> {
    await tx.query(COUNT, [audienceId]);
  }

  /** Members by the zones in which they may live, most first; of an audience that was frozen before zones were, all under none. */
  async of(audience: AudienceId): Promise<readonly MemberZones[]> {
    return this.db.query<MemberZones>(OF, [audience]);
  }
}

/** Postal codes are looked up for the United States alone; of numbers with +1 the area code tells, elsewhere up to seven digits. */
/** A number from its country code on: of a sealed one, the beginning that stays readable. */
const DIALLED = `split_part(a.phone, '+', 2)`;
const POSTAL = `case when a.country = 'US' or (a.country is null and ${DIALLED} like '1%') then left(a.postal_code, 5) end`;
const NUMBER = `left('+' || ${DIALLED}, case when ${DIALLED} like '1%' then 5 else 8 end)`;

/** In one look at the affected, since there may be a million. */
const HINTS = `
  select case when grouping(x.profile) = 0 then 'profile' when grouping(x.postal) = 0 then 'postal' when grouping(x.number) = 0 then 'number' else 'country' end as kind,
         coalesce(x.profile, x.postal, x.number, x.country) as key, count(*)::int as people
    from (select a.time_zone as profile, ${POSTAL} as postal, ${NUMBER} as number, a.country from affected as a) as x
   group by grouping sets ((x.profile), (x.postal), (x.number), (x.country))
  having coalesce(x.profile, x.postal, x.number, x.country) is not null`;

/** In one order, so that two audiences that are frozen at the same moment never wait for each other in a circle. */
const NEW_SETS = `
  insert into zone_set (zones)
  select distinct array(select jsonb_array_elements_text(z)) as zones from jsonb_array_elements($1::jsonb) as z order by zones
  on conflict (zones) do nothing`;

const CREATE_HINTS = `create temporary table zone_hint (kind text not null, key text not null, zone_set int not null, primary key (kind, key)) on commit drop`;

const INSERT_HINTS = `
  insert into zone_hint (kind, key, zone_set)
  select h.kind, h.key, s.id
    from jsonb_to_recordset($1::jsonb) as h (kind text, key text, zones text[])
    join zone_set as s on s.zones = h.zones`;

/** The profile's zone, else the postal code's, else the number's, else the country's; each is looked for only where the one before says nothing. */
export const ZONE_JOINS = `
    left join zone_hint as z1 on z1.kind = 'profile' and z1.key = a.time_zone
    left join zone_hint as z2 on z2.kind = 'postal' and z2.key = case when z1.zone_set is null then ${POSTAL} end
    left join zone_hint as z3 on z3.kind = 'number' and z3.key = case when coalesce(z1.zone_set, z2.zone_set) is null then ${NUMBER} end
    left join zone_hint as z4 on z4.kind = 'country' and z4.key = case when coalesce(z1.zone_set, z2.zone_set, z3.zone_set) is null then a.country end`;
export const ZONE_SET = `coalesce(z1.zone_set, z2.zone_set, z3.zone_set, z4.zone_set, 0)`;

const MIXED_HOUSEHOLDS = `
  create temporary table mixed_household on commit drop as
  select x.household, array_agg(distinct zone.name collate "C" order by zone.name collate "C") as zones
    from (select h.household, ${ZONE_SET} as zone_set from household_of as h join affected as a on a.customer_id = h.customer_id ${ZONE_JOINS}) as x
    join zone_set as s on s.id = x.zone_set
    left join lateral unnest(s.zones) as zone (name) on true
   group by x.household
  having count(distinct x.zone_set) > 1`;

const NEW_HOUSEHOLD_SETS = `
  insert into zone_set (zones)
  select distinct array_remove(m.zones, null) as zones from mixed_household as m order by zones
  on conflict (zones) do nothing`;

const HOUSEHOLD_ZONES = `
  create temporary table household_zone on commit drop as
  select m.household, s.id as zone_set from mixed_household as m join zone_set as s on s.zones = array_remove(m.zones, null)`;

const COUNT = `
  insert into audience_zone (audience_id, zone_set, members)
  select $1, coalesce(m.zone_set, 0), count(*)::int from audience_member as m where m.audience_id = $1 group by 2`;

const OF = `
  select z.zone_set as "zoneSet", s.zones, z.members
    from audience_zone as z
    join zone_set as s on s.id = z.zone_set
   where z.audience_id = $1
  union all
  select 0, '{}', a.members from audience as a
   where a.id = $1 and a.state = 'frozen' and not exists (select from audience_zone as z where z.audience_id = a.id)
   order by 3 desc, 1`;
