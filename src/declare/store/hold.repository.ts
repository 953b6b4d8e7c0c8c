import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type IncidentHold } from '../contract.js';

type Who = Pick<Actor, 'kind' | 'id'>;

@Injectable()
export class HoldRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  of(incidents: readonly IncidentId[]): Promise<readonly IncidentHold[]> {
    return this.db.query<IncidentHold>(OF, [incidents]);
  }

  /** Pauses what goes out, in the same transaction. @returns false where one holds already. */
  async place(tx: Tx, hold: Pick<IncidentHold, 'incidentId' | 'requestedBy' | 'reason' | 'until'>, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(PLACE, [hold.incidentId, hold.requestedBy, hold.reason, hold.until, by.kind, by.id, at])).length === 1;
  }

  /** @returns false where none holds. */
  async end(tx: Tx, incident: IncidentId, reason: string, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(END, [incident, reason, by.kind, by.id, at])).length === 1;
  }
}

const OF = `
  select h.id, h.incident_id as "incidentId", h.requested_by as "requestedBy", h.reason, h.until_at as until, coalesce(p.name, k.name, h.placed_by) as "placedBy", h.placed_at as "placedAt",
         coalesce(q.name, l.name, h.ended_by) as "endedBy", h.ended_at as "endedAt", h.end_reason as "endReason"
    from incident_hold as h
    left join person as p on h.placed_by_kind = 'person' and p.id::text = h.placed_by
    left join api_key as k on h.placed_by_kind = 'key' and k.id::text = h.placed_by
    left join person as q on h.ended_by_kind = 'person' and q.id::text = h.ended_by
    left join api_key as l on h.ended_by_kind = 'key' and l.id::text = h.ended_by
   where h.incident_id = any($1::uuid[])
   order by h.placed_at, h.id`;

const PLACE = `
  insert into incident_hold (incident_id, requested_by, reason, until_at, placed_by_kind, placed_by, placed_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (incident_id) where ended_at is null do nothing
  returning id`;

const END = `
  update incident_hold set end_reason = $2, ended_by_kind = $3, ended_by = $4, ended_at = $5 where incident_id = $1 and ended_at is null returning id`;
