import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { actorOfWord } from '../audit/audit.js';
import { Database, type Tx } from '../database/transactions.js';

/** What is kept although its time is over: of an incident, or of everything. */
export interface RetentionHold {
  readonly id: string;
  /** Null: everything. */
  readonly incidentId: IncidentId | null;
  /** "INC-0001". */
  readonly incident: string | null;
  readonly reason: string;
  readonly setByName: string | null;
  readonly setAt: Date;
}

@Injectable()
export class RetentionRecords {
  constructor(private readonly db: Database) {}

  /** Those that live, newest first. */
  holds(): Promise<readonly RetentionHold[]> {
    return this.db.query<RetentionHold>(HOLDS);
  }

  async isIncident(tx: Tx, id: IncidentId): Promise<boolean> {
    return (await tx.query('select 1 from incident as i where i.id = $1', [id])).length > 0;
  }

  /** @returns null where it is held already. */
  async hold(tx: Tx, incident: IncidentId | null, reason: string, by: string, at: Date): Promise<string | null> {
    await this.lock(tx);
    const [row] = await tx.query<{ id: string }>(HOLD, [incident, reason, by, at]);
    return row?.id ?? null;
  }

  async lift(tx: Tx, id: string, by: string, at: Date): Promise<{ readonly incidentId: IncidentId | null } | null> {
    const [row] = await tx.query<{ incidentId: IncidentId | null }>(`update retention_hold set lifted_by = $2, lifted_at = $3 where id = $1 and lifted_at is null returning incident_id as "incidentId"`, [id, by, at]);
    return row ?? null;
  }

  /** Takes the turn of the slices, too: a hold is set before a slice or after it. */
  async heldAll(tx: Tx): Promise<boolean> {
    await this.lock(tx);
    return (await tx.query('select from retention_hold as h where h.incident_id is null and h.lifted_at is null')).length > 0;
  }

  private async lock(tx: Tx): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.retention'))`);
  }
}

const HOLDS = `
  select h.id, h.incident_id as "incidentId", i.reference as incident, h.reason, coalesce(p.name, k.name) as "setByName", h.set_at as "setAt"
    from retention_hold as h
    left join published.incident as i on i.id = h.incident_id
    ${actorOfWord('h.set_by')}
   where h.lifted_at is null
   order by h.set_at desc, h.id`;

const HOLD = `
  insert into retention_hold (incident_id, reason, set_by, set_at)
  select $1, $2, $3, $4
   where not exists (select from retention_hold as h where h.incident_id is not distinct from $1::uuid and h.lifted_at is null)
  returning id`;
