import { Injectable } from '@nestjs/common';
import { consentStood } from '../../audience/contract.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type PlaceCount } from '../model/law-clock.js';

export interface LawCount {
  readonly incidentId: IncidentId;
  readonly inputs: string;
  readonly places: readonly PlaceCount[];
  /** Business time. */
  readonly businessAt: Date;
  /** Since it was counted, and how long that took: real time. */
  readonly ageMs: number;
  readonly tookMs: number;
}

/** What a count of an incident is made of. */
export interface LawInputs {
  readonly incidentId: IncidentId;
  /** Null where nobody is known to be affected. The same text: nothing is new but what comes in by itself. */
  readonly inputs: string | null;
  readonly members: number;
  /** Something of it still goes out. */
  readonly isSending: boolean;
  /** It is about one audience, and nothing has begun to go out to it: what was counted when that was frozen is all there is to count. */
  readonly isAsFrozen: boolean;
}

@Injectable()
export class LawCountRepository {
  constructor(private readonly db: Database) {}

  kept(incidents: readonly IncidentId[]): Promise<readonly LawCount[]> {
    return this.db.query<LawCount>(KEPT, [incidents]);
  }

  inputs(incidents: readonly IncidentId[]): Promise<readonly LawInputs[]> {
    return this.db.query<LawInputs>(INPUTS, [incidents]);
  }

  /** Whether this transaction is the one that counts now; the lock ends with it, however it ends. */
  async mayCount(tx: Tx, incident: IncidentId): Promise<boolean> {
    const [row] = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('law-count:' || $1, 0)) as mine`, [incident]);
    return row!.mine;
  }

  /** Where nobody can have been told: see `LawInputs.isAsFrozen`. */
  frozen(tx: Tx, incident: IncidentId): Promise<readonly PlaceCount[]> {
    return tx.query<PlaceCount>(FROZEN, [[incident]]);
  }

  /** Where people live whom audiences of the incident hold; '' where that is not known. */
  async placesOf(tx: Tx, incident: IncidentId): Promise<readonly string[]> {
    return (await tx.query<{ place: string }>(`select distinct p.place from published.audience_place as p where p.incident_id = $1`, [incident])).map(({ place }) => place);
  }

  /** @param consentPlaces  Where an e-mail or a text is the statutory notice of those alone who agreed to it. */
  async count(tx: Tx, incident: IncidentId, consentPlaces: readonly string[]): Promise<readonly PlaceCount[]> {
    await tx.query(`set local work_mem = '64MB'`);
    return tx.query<PlaceCount>(COUNT, [incident, consentPlaces]);
  }

  async keep(tx: Tx, count: Pick<LawCount, 'incidentId' | 'inputs' | 'places' | 'businessAt' | 'tookMs'>): Promise<void> {
    await tx.query(KEEP, [count.incidentId, count.inputs, JSON.stringify(count.places), count.businessAt, count.tookMs]);
  }
}

const KEPT = `
  select c.incident_id as "incidentId", c.inputs, c.places, c.business_at as "businessAt", (extract(epoch from now() - c.counted_at) * 1000)::float8 as "ageMs", c.took_ms as "tookMs"
    from law_count as c
   where c.incident_id = any($1::uuid[])`;

/** Whoever is in the audience of an approved notice; before there is one, in the newest frozen audience. */
const RELEVANT = `
  approved as (
    select s.notice_id, s.incident_id, s.audience_id, s.standing from published.notice_standing as s where s.incident_id = any($1::uuid[]) and s.state = 'approved'
  ),
  relevant as (
    select a.incident_id, a.audience_id from approved as a group by a.incident_id, a.audience_id
    union all
    select x.incident_id, x.audience_id
      from (select distinct on (p.incident_id) p.incident_id, p.audience_id
              from published.audience_place as p
             where p.incident_id = any($1::uuid[])
             order by p.incident_id, p.frozen_at desc) as x
     where not exists (select from approved as a where a.incident_id = x.incident_id)
  )`;

const INPUTS = `
  with ${RELEVANT},
  of_audience as (
    select r.incident_id, string_agg(r.audience_id::text, ',' order by r.audience_id) as audiences, sum(m.members)::int as members, count(*) = 1 as is_one
      from relevant as r
      join lateral (select sum(p.members) as members from published.audience_place as p where p.audience_id = r.audience_id) as m on true
     group by r.incident_id
  ),
  of_notice as (
    select a.incident_id, string_agg(concat_ws(':', a.notice_id, a.standing, d.state, d.ledger_written), ',' order by a.notice_id) as notices,
           bool_or(d.state in ('running','paused')) as is_sending, bool_or(d.state is not null) as has_begun
      from approved as a
      left join published.dispatch_state as d on d.notice_id = a.notice_id
     group by a.incident_id
  )
  select i.id as "incidentId", a.audiences || ' ' || coalesce(n.notices, '') as inputs, coalesce(a.members, 0) as members, coalesce(n.is_sending, false) as "isSending",
         coalesce(a.is_one, false) and not coalesce(n.has_begun, false) as "isAsFrozen"
    from unnest($1::uuid[]) as i (id)
    left join of_audience as a on a.incident_id = i.id
    left join of_notice as n on n.incident_id = i.id`;

const FROZEN = `
  with ${RELEVANT}
  select p.place, p.members as affected, 0 as told, 0 as "byEmail", 0 as "bySms", 0 as "byLetter", 0 as statutory, 0 as "owedByPost",
         null as "firstToldAt", null as "lastToldAt", null as "statutoryFirstAt", null as "statutoryLastAt"
    from relevant as r
    join published.audience_place as p on p.audience_id = r.audience_id
   order by p.members desc, p.place`;

/** Each person once, with the first time at which anything reached him and the first at which a statutory notice did. */
const COUNT = `
  with ${RELEVANT.replaceAll('any($1::uuid[])', '$1::uuid')},
  person as (
    select m.customer_id, max(coalesce(m.place, '')) as place
      from relevant as r
      join published.member_place as m on m.audience_id = r.audience_id
     group by m.customer_id
  ),
  reached as (
    select o.customer_id, a.standing = 'statutory' as statutory, o.told_at,
           e.state in ('sent','delivered') as by_email, s.state = 'delivered' as by_sms, false as by_letter
      from approved as a
      join published.member_outcome as o on o.notice_id = a.notice_id and o.told_at is not null
      left join published.message as e on e.id = o.email_message_id
      left join published.message as s on s.id = o.sms_message_id
    union all
    select l.customer_id, a.standing = 'statutory', least(l.posted_on + interval '1 day', l.posted_at), false, false, true
      from approved as a
      join published.posted_letter as l on l.notice_id = a.notice_id
  ),
  told as (
    select r.customer_id, min(r.told_at) as told_at,
           min(r.told_at) filter (where r.statutory and (r.by_letter or p.place <> all ($2::text[]) or ${consentStood('r.customer_id', 'r.told_at')})) as statutory_at,
           bool_or(r.statutory) as by_its_words,
           bool_or(r.by_email) as by_email, bool_or(r.by_sms) as by_sms, bool_or(r.by_letter) as by_letter
      from reached as r
      join person as p on p.customer_id = r.customer_id
     group by r.customer_id
  )
  select p.place, count(*)::int as affected, count(t.told_at)::int as told,
         count(*) filter (where t.by_email)::int as "byEmail", count(*) filter (where t.by_sms)::int as "bySms", count(*) filter (where t.by_letter)::int as "byLetter",
         count(t.statutory_at)::int as statutory, count(*) filter (where t.by_its_words and t.statutory_at is null)::int as "owedByPost",
         min(t.told_at) as "firstToldAt", max(t.told_at) as "lastToldAt", min(t.statutory_at) as "statutoryFirstAt", max(t.statutory_at) as "statutoryLastAt"
    from person as p
    left join told as t on t.customer_id = p.customer_id
   group by p.place
   order by affected desc, p.place`;

const KEEP = `
  insert into law_count as c (incident_id, inputs, places, business_at, took_ms)
  values ($1, $2, $3::jsonb, $4, $5)
  on conflict (incident_id) do update
    set inputs = excluded.inputs, places = excluded.places, business_at = excluded.business_at, counted_at = now(), took_ms = excluded.took_ms`;
