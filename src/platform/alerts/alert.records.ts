import { Injectable } from '@nestjs/common';
import { type Sight } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { toldIn } from '../clock/told-time.js';
import { inSight } from '../auth/in-sight.js';
import { Database, type Tx } from '../database/transactions.js';

/** Something that a person should know. No personal data in any of it: ids, counts and reasons. */
export interface NewAlert {
  /** `<what>.<how>`, lower-case: "job.overdue". With `subject` it names the alert: while it lives there is one of them. */
  readonly kind: string;
  /** What it is about: "notice:<id>", "job:deliver.start", "provider:twilio". */
  readonly subject: string;
  readonly incidentId?: IncidentId | null;
  /** `critical` where people are not told, or may be told wrongly, until somebody acts. */
  readonly severity?: 'warning' | 'critical';
  /** What happened, as a sentence; its times as marks of `clock/told-time.ts`, so that each who is told reads them on his own clocks. */
  readonly message: string;
  /** On whose clocks pages and lists write those times: an IANA zone. */
  readonly zone?: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  /** True where it goes on until the cause is gone, and whoever raised it clears it; false where it happened and is over. */
  readonly lasting: boolean;
}

export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly incidentId: IncidentId | null;
  readonly severity: 'warning' | 'critical';
  readonly message: string;
  readonly remedy: string;
  readonly lasting: boolean;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** How often it was said. */
  readonly times: number;
  /** Real time, as all of these. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** A person or key, by name where it is known. */
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
}

/** What an alert about an exercise begins with, wherever it is read. */
export const OF_AN_EXERCISE = 'EXERCISE: ';

/** null, or absent, narrows nothing. */
export interface AlertFilter {
  readonly live?: boolean | null | undefined;
  readonly severity?: Alert['severity'] | null | undefined;
}

@Injectable()
export class AlertRecords {
  constructor(private readonly db: Database) {}

  async raise(tx: Tx, { kind, subject, incidentId, severity, message, zone, remedy, lasting }: NewAlert): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const written = toldIn(message, zone ?? 'UTC');
    const [row] = await tx.query<{ id: string; isNew: boolean }>(RAISE, [kind, subject, incidentId ?? null, severity ?? 'warning', written, remedy, lasting, written === message ? null : message]);
    return row!;
  }

  /** @returns null where there is none. */
  async clear(tx: Tx, kind: string, subject: string): Promise<{ readonly id: string; readonly incidentId: IncidentId | null } | null> {
    return (await tx.query<{ id: string; incidentId: IncidentId | null }>(CLEAR, [kind, subject]))[0] ?? null;
  }

  async get(id: string): Promise<Alert | null> {
    return (await this.db.query<Alert>(`select ${COLUMNS} from alert as a ${NAMED} where a.id = $1`, [id]))[0] ?? null;
  }

  async liveSubjects(kind: string): Promise<readonly string[]> {
    return (await this.db.query<{ subject: string }>(`select a.subject from alert as a where a.kind = $1 and a.state <> 'resolved'`, [kind])).map(({ subject }) => subject);
  }

  async newest(kind: string, subject: string): Promise<string | null> {
    return (await this.db.query<{ id: string }>(`select a.id from alert as a where a.kind = $1 and a.subject = $2 order by a.first_at desc limit 1`, [kind, subject]))[0]?.id ?? null;
  }

  list({ live = null, severity = null }: AlertFilter, after: string | null, limit: number, { brands, unseen }: Sight): Promise<readonly Alert[]> {
    return this.db.query<Alert>(LIST, [live, after, limit, severity, brands, unseen]);
  }

  ofIncident(incident: IncidentId): Promise<readonly Alert[]> {
    return this.db.query<Alert>(`select ${COLUMNS} from alert as a ${NAMED} where a.incident_id = $1 order by a.first_at, a.id`, [incident]);
  }

  /** Of what is real: an exercise degrades nothing. */
  async isCritical(): Promise<boolean> {
    return (await this.db.query(`select from alert as a where a.state <> 'resolved' and a.severity = 'critical' and not exists (select from published.incident as i where i.id = a.incident_id and i.exercise) limit 1`)).length > 0;
  }

  async lock(tx: Tx, id: string): Promise<Alert | null> {
    return (await tx.query<Alert>(`select ${COLUMNS} from alert as a ${NAMED} where a.id = $1 for update of a`, [id]))[0] ?? null;
  }

  async acknowledge(tx: Tx, id: string, by: string): Promise<Alert> {
    await tx.query(ACKNOWLEDGE, [id, by]);
    return (await this.lock(tx, id))!;
  }
}

const COLUMNS = `
  a.id, a.kind, a.subject, a.incident_id as "incidentId", a.severity, a.message, a.remedy, a.lasting, a.state, a.times, a.first_at as "firstAt",
  a.last_at as "lastAt", coalesce(p.name, k.name, a.acknowledged_by) as "acknowledgedBy", a.acknowledged_at as "acknowledgedAt", a.resolved_at as "resolvedAt"`;
const NAMED = `
  left join person as p on p.id::text = a.acknowledged_by
  left join api_key as k on k.id::text = a.acknowledged_by`;

const RAISE = `
  insert into alert as a (kind, subject, incident_id, severity, message, remedy, lasting, timed_message)
  select $1, $2, $3, $4, x.mark || $5, $6, $7, x.mark || $8::text
    from (select case when exists (select from published.incident as i where i.id = $3 and i.exercise) then '${OF_AN_EXERCISE}' else '' end as mark) as x
  on conflict (kind, subject) where state <> 'resolved'
  do update set times = a.times + 1, last_at = now(), severity = excluded.severity, message = excluded.message, remedy = excluded.remedy, timed_message = excluded.timed_message
  returning a.id, a.xmax = 0 as "isNew"`;

const CLEAR = `update alert set state = 'resolved', resolved_at = now() where kind = $1 and subject = $2 and state <> 'resolved' returning id, incident_id as "incidentId"`;

const LIST = `
  select ${COLUMNS}
    from alert as a
    ${NAMED}
   where ($1::boolean is null or (a.state <> 'resolved') = $1)
     and ($2::uuid is null or (a.state <> 'resolved', a.first_at, a.id) < (select c.state <> 'resolved', c.first_at, c.id from alert as c where c.id = $2))
     and ($4::text is null or a.severity = $4)
     and ${inSight('a.incident_id', 5)}
   order by a.state <> 'resolved' desc, a.first_at desc, a.id desc
   limit $3`;

const ACKNOWLEDGE = `
  update alert
     set state = case when lasting then 'acknowledged' else 'resolved' end, acknowledged_by = $2, acknowledged_at = now(),
         resolved_at = case when not lasting then now() end
   where id = $1`;
