import { Injectable } from '@nestjs/common';
import type { PersonId } from '../../../kernel/ids.js';
import { Database, type Tx } from '../../database/transactions.js';
import type { AlertChannel, AlertSeverity } from './on-call.js';

/** An alert that somebody has to hear of. */
export interface OpenCase {
  readonly alertId: string;
  readonly kind: string;
  readonly subject: string;
  readonly severity: AlertSeverity;
  /** Its times as marks of `clock/told-time.ts`. */
  readonly message: string;
  readonly remedy: string;
  readonly firstAt: Date;
  readonly lasting: boolean;
  readonly brandId: string | null;
  readonly step: number;
  readonly others: number;
}

export type WhyTold = 'raised' | 'nobody-answered' | 'other-way' | 'over';

/** Somebody was told. */
export interface Telling {
  readonly id: string;
  readonly alertId: string;
  readonly contactId: string;
  readonly personId: PersonId;
  readonly name: string;
  readonly step: number;
  readonly why: WhyTold;
  readonly channel: AlertChannel;
  readonly toldAt: Date;
  /** null while it is on its way. */
  readonly outcome: 'sent' | 'not-sent' | null;
}

/** Quiet for so long after somebody was told of the same. */
const QUIET = `interval '10 minutes'`;
/** A message that has not left by then will be late: the other way is tried. */
const LATE = `interval '60 seconds'`;
const AT_ONCE = 200;
export const KEPT_MESSAGE = 'Something needs a person in an incident that only some may see.';
export const KEPT_REMEDY = 'Whoever is on its list signs in and looks at "Health". If you are not, tell whoever leads incidents.';

/** Where the telling of each alert stands. Real time throughout; only one process at a time writes here. */
@Injectable()
export class CaseRecords {
  constructor(private readonly db: Database) {}

  /** Takes up what is new: the first of its kind leads, the others go with it. @returns how many. */
  async takeUp(tx: Tx): Promise<number> {
    const taken = await tx.query(TAKE_UP, [AT_ONCE]);
    await tx.query(WORSE);
    await tx.query(LEAD_AGAIN);
    return taken.length;
  }

  due(tx: Tx): Promise<readonly OpenCase[]> {
    return tx.query<OpenCase>(DUE, [AT_ONCE]);
  }

  async goOn(tx: Tx, alert: string, told: boolean, nextInMinutes: number): Promise<void> {
    await tx.query(GO_ON, [alert, told, nextInMinutes]);
  }

  async atOnce(tx: Tx, alert: string): Promise<void> {
    await tx.query(`update alert_case set next_at = now() where alert_id = $1`, [alert]);
  }

  /** Those that are over and were not said to be. */
  over(tx: Tx): Promise<readonly OpenCase[]> {
    return tx.query<OpenCase>(OVER, [AT_ONCE]);
  }

  async addTelling(tx: Tx, alert: string, contact: string, step: number, why: WhyTold, channel: AlertChannel): Promise<string> {
    const [row] = await tx.query<{ id: string }>(`insert into alert_telling (alert_id, contact_id, step, why, channel) values ($1, $2, $3, $4, $5) returning id`, [alert, contact, step, why, channel]);
    return row!.id;
  }

  async messageOf(tx: Tx, telling: string, message: string): Promise<void> {
    await tx.query(`update alert_telling set staff_message_id = $2 where id = $1`, [telling, message]);
  }

  /** What became of those on their way. @returns the ones that did not get through, or not in time, while it matters. */
  notThrough(tx: Tx): Promise<readonly (Telling & { readonly alertIsOpen: boolean })[]> {
    return tx.query<Telling & { readonly alertIsOpen: boolean }>(SETTLE);
  }

  async tellingsOf(alert: string, tx: Pick<Database, 'query'> = this.db): Promise<readonly Telling[]> {
    return tx.query<Telling>(`${TELLINGS} where t.alert_id = $1 order by t.id`, [alert]);
  }

  async telling(id: string): Promise<Telling | null> {
    return (await this.db.query<Telling>(`${TELLINGS} where t.id = $1 and p.disabled_at is null`, [id]))[0] ?? null;
  }

  /** The alert itself, and those that went with it and still live. */
  async groupOf(alert: string): Promise<readonly string[]> {
    return (await this.db.query<{ id: string }>(GROUP, [alert])).map(({ id }) => id);
  }

  /** What was said of it, its times as marks. */
  async timedMessage(alert: string): Promise<string> {
    return (await this.db.query<{ message: string }>('select coalesce(a.timed_message, a.message) as message from alert as a where a.id = $1', [alert]))[0]!.message;
  }

  /** His own zone; null where he has set none. */
  async zoneOf(person: PersonId, tx: Pick<Database, 'query'> = this.db): Promise<string | null> {
    return (await tx.query<{ zone: string | null }>('select p.time_zone as zone from person as p where p.id = $1', [person]))[0]?.zone ?? null;
  }

  /** Whether only some may see what it is about. */
  async isKept(alert: string): Promise<boolean> {
    return (await this.db.query('select from alert as a join published.restricted_incident as x on x.incident_id = a.incident_id where a.id = $1', [alert])).length > 0;
  }

  async openCase(tx: Tx, alert: string): Promise<OpenCase | null> {
    return (await tx.query<OpenCase>(`select ${CASE} where c.alert_id = $1`, [alert]))[0] ?? null;
  }
}

/** Whoever is on duty may not be among those who see the incident: he hears that there is something, and not what. */
const SAID = `
  case when x.incident_id is null then coalesce(a.timed_message, a.message) else '${KEPT_MESSAGE}' end as message, case when x.incident_id is null then a.remedy else '${KEPT_REMEDY}' end as remedy`;

const CASE = `
  c.alert_id as "alertId", a.kind, a.subject, a.severity, ${SAID}, a.first_at as "firstAt", a.lasting, i.brand_id as "brandId", c.step,
  (select count(*)::int from alert_case as f join alert as fa on fa.id = f.alert_id where f.lead_id = c.alert_id and fa.state = 'open') as others
    from alert_case as c
    join alert as a on a.id = c.alert_id
    left join published.incident as i on i.id = a.incident_id
    left join published.restricted_incident as x on x.incident_id = a.incident_id`;

const TELLINGS = `
  select t.id, t.alert_id as "alertId", t.contact_id as "contactId", c.person_id as "personId", p.name, t.step, t.why, t.channel, t.told_at as "toldAt",
         coalesce(t.outcome, case s.state when 'sent' then 'sent' end) as outcome
    from alert_telling as t
    join alert_contact as c on c.id = t.contact_id
    join person as p on p.id = c.person_id
    left join staff_message as s on s.id = t.staff_message_id`;

const TAKE_UP = `
  with fresh as (
    select a.id, a.kind, a.subject, a.severity, i.brand_id, coalesce(i.exercise, false) as exercise, a.first_at
      from alert as a
      left join published.incident as i on i.id = a.incident_id
     where a.state = 'open' and not exists (select from alert_case as c where c.alert_id = a.id)
     order by a.first_at
     limit $1
  ),
  known as (          -- of each kind: whoever leads already. What is real never goes with an exercise
    select a.kind, c.severity, i.brand_id, coalesce(i.exercise, false) as exercise, min(c.alert_id::text)::uuid as lead
      from alert_case as c
      join alert as a on a.id = c.alert_id
      left join published.incident as i on i.id = a.incident_id
     where a.state = 'open' and c.lead_id is null and c.closed_at is null
     group by a.kind, c.severity, i.brand_id, coalesce(i.exercise, false)
  ),
  placed as (
    select f.id, f.severity, coalesce(k.lead, first_value(f.id) over same) as lead,
           greatest(now(), (          -- what comes and goes is said once in a while
             select max(b.told_at) + ${QUIET} from alert as o join alert_case as b on b.alert_id = o.id where o.kind = f.kind and o.subject = f.subject)) as next_at
      from fresh as f
      left join known as k on k.kind = f.kind and k.severity = f.severity and k.brand_id is not distinct from f.brand_id and k.exercise = f.exercise
    window same as (partition by f.kind, f.severity, f.brand_id, f.exercise order by f.first_at, f.id)
  )
  insert into alert_case (alert_id, lead_id, severity, next_at)
  select p.id, nullif(p.lead, p.id), p.severity, p.next_at from placed as p
  returning alert_id`;

/** What became critical is told like something new. */
const WORSE = `
  update alert_case as c
     set severity = a.severity, lead_id = null, step = 0, next_at = now()
    from alert as a
   where a.id = c.alert_id and a.state = 'open' and c.closed_at is null and c.severity = 'warning' and a.severity = 'critical'`;

/** Whoever led is over or seen, and others of the kind are not: the oldest of them leads. */
const LEAD_AGAIN = `
  with left_over as (
    select c.alert_id, first_value(c.alert_id) over (partition by c.lead_id order by a.first_at, a.id) as lead
      from alert_case as c
      join alert as a on a.id = c.alert_id and a.state = 'open'
      join alert as l on l.id = c.lead_id and l.state <> 'open'
     where c.closed_at is null
  )
  update alert_case as c set lead_id = nullif(o.lead, c.alert_id), next_at = now() from left_over as o where o.alert_id = c.alert_id`;

const DUE = `
  select ${CASE}
   where a.state = 'open' and c.closed_at is null and c.lead_id is null and c.next_at <= now()
   order by a.severity = 'critical' desc, c.next_at
   limit $1`;

const GO_ON = `
  update alert_case
     set step = step + $2::boolean::int, told_at = case when $2 then now() else told_at end, next_at = now() + $3 * interval '1 minute'
   where alert_id = $1`;

const OVER = `
  with ended as (
    update alert_case as c
       set closed_at = now()
     where c.alert_id in (select o.alert_id from alert_case as o join alert as a on a.id = o.alert_id where o.closed_at is null and a.state = 'resolved' limit $1)
    returning c.alert_id
  )
  select ${CASE}
   where c.alert_id in (select e.alert_id from ended as e)`;

const SETTLE = `
  with looked as (
    select t.id, a.state = 'open' as open, case when s.state = 'sent' then 'sent' when s.id is null or s.state in ('failed', 'unknown', 'cancelled') or t.told_at < now() - ${LATE} then 'not-sent' end as outcome
      from alert_telling as t
      join alert as a on a.id = t.alert_id
      left join staff_message as s on s.id = t.staff_message_id
     where t.outcome is null
  ),
  kept as (
    update alert_telling as t set outcome = l.outcome from looked as l where l.id = t.id and l.outcome is not null
    returning t.id, t.alert_id, t.contact_id, t.step, t.why, t.channel, t.told_at, t.outcome, l.open
  )
  select k.id, k.alert_id as "alertId", k.contact_id as "contactId", c.person_id as "personId", p.name, k.step, k.why, k.channel, k.told_at as "toldAt", k.outcome, k.open as "alertIsOpen"
    from kept as k
    join alert_contact as c on c.id = k.contact_id
    join person as p on p.id = c.person_id
   where k.outcome = 'not-sent' and k.why <> 'over'`;

const GROUP = `
  select c.alert_id as id
    from alert_case as c
    join alert as a on a.id = c.alert_id
   where (c.alert_id = $1 or c.lead_id = $1) and a.state = 'open'`;
