import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type IncidentHold } from '../contract.js';
import { type AskedHold } from '../model/hold.js';
import { endHold, HOLD_COLUMNS, HOLD_NAMES, placeHold } from '../model/hold-statements.js';

type Who = Pick<Actor, 'kind' | 'id'>;

@Injectable()
export class HoldRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  of(incidents: readonly IncidentId[]): Promise<readonly IncidentHold[]> {
    return this.db.query<IncidentHold>(OF, [incidents]);
  }

  /** Pauses what goes out, in the same transaction. @returns false where one holds already. */
  async place(tx: Tx, incident: IncidentId, { requestedBy, reason, until }: AskedHold, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(PLACE, [incident, requestedBy, reason, until, by.kind, by.id, at])).length === 1;
  }

  /** @returns false where none holds. */
  async end(tx: Tx, incident: IncidentId, reason: string, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(END, [incident, reason, by.kind, by.id, at])).length === 1;
  }
}

const OF_INCIDENTS = { table: 'incident_hold', subject: 'incident_id' } as const;
const PLACE = placeHold(OF_INCIDENTS);
const END = endHold(OF_INCIDENTS);

const OF = `
  select h.id, h.incident_id as "incidentId",${HOLD_COLUMNS}
    from incident_hold as h${HOLD_NAMES}
   where h.incident_id = any($1::uuid[])
   order by h.placed_at, h.id`;
