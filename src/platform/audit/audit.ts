import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Clock } from '../clock/clock.js';
import { Database, type Tx } from '../database/transactions.js';

/** Who: a person or key of the company, the service itself, a provider, or a customer (by an opaque id, never an address). */
export type AuditActor = Actor | { readonly kind: 'provider' | 'customer'; readonly id: string };

export interface AuditEvent {
  /** `<subject>.<past participle>`: "notice.approved". The timeline has a sentence for each. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly incidentId?: IncidentId;
  /** Ids, counts and reasons; never an address, a number or a text sent to a person. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly details: Readonly<Record<string, unknown>>;
}

/** The record of who did what. Written in the transaction of the deed, so that there is never one without the other. */
@Injectable()
export class Audit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async record(tx: Tx, actor: AuditActor, event: AuditEvent): Promise<void> {
    await tx.query(INSERT_EVENT, [
      this.clock.now(), actor.kind, actor.id, event.action, event.subject.kind, event.subject.id, event.incidentId ?? null, JSON.stringify(event.details ?? {}),
    ]);
  }

  /** Everything that happened to an incident, oldest first; at most `limit` entries after the entry `after` ("0": from the start). */
  timeline(incident: IncidentId, after = '0', limit = 500): Promise<readonly AuditEntry[]> {
    return this.db.query<AuditEntry>(TIMELINE, [incident, after, limit]);
  }

  /** The last of them, newest first; before the entry `before`, or from the end on. */
  newest(incident: IncidentId, limit: number, before: string | null = null): Promise<readonly AuditEntry[]> {
    return this.db.query<AuditEntry>(NEWEST, [incident, limit, before]);
  }
}

const INSERT_EVENT = `
  insert into audit_event (at, actor_kind, actor_id, action, subject_kind, subject_id, incident_id, details)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/**
 * Who acted, where a column keeps him as one word with his kind ('person:<id>', 'key:<id>', or the service's own): joins with person `p` and key `k`.
 *
 * @param column  With its table's name.
 */
export const actorOfWord = (column: string): string => `left join person as p on ${column} = 'person:' || p.id
    left join api_key as k on ${column} = 'key:' || k.id`;

/** Who there is under each such word, by name: for a statement that asks of more than one column. */
export const NAMED_ACTORS = `(select 'person:' || p.id as word, p.name from person as p union all select 'key:' || k.id, k.name from api_key as k)`;

/** Who acted in event `e`, as person `p` or key `k`. */
export const ACTOR_NAMED = `left join person as p on e.actor_kind = 'person' and p.id::text = e.actor_id
    left join api_key as k on e.actor_kind = 'key' and k.id::text = e.actor_id`;

/** An `AuditEntry` of event `e`. */
export const ENTRY = `e.id, e.at,
         json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', coalesce(p.name, k.name)) as actor,
         e.action,
         json_build_object('kind', e.subject_kind, 'id', e.subject_id) as subject,
         e.details`;

const ENTRIES = `
  select ${ENTRY}
    from audit_event as e
    ${ACTOR_NAMED}`;

const TIMELINE = `
  ${ENTRIES}
   where e.incident_id = $1
     and ($2::bigint = 0 or (e.at, e.id) > (select c.at, c.id from audit_event as c where c.id = $2::bigint))
   order by e.at, e.id
   limit $3`;

const NEWEST = `
  ${ENTRIES}
   where e.incident_id = $1
     and ($3::bigint is null or (e.at, e.id) < (select c.at, c.id from audit_event as c where c.id = $3::bigint))
   order by e.at desc, e.id desc
   limit $2`;
