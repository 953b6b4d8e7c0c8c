import { Injectable } from '@nestjs/common';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type SubstituteEntry } from '../contract.js';

/** What people said of the steps of substitute notices: rows are only ever added. */
@Injectable()
export class SubstituteRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  of(incidents: readonly IncidentId[]): Promise<readonly SubstituteEntry[]> {
    return this.db.query<SubstituteEntry>(OF, [incidents]);
  }

  async enter(tx: Tx, { incidentId, termsId, stepId, isDone, note }: Pick<SubstituteEntry, 'incidentId' | 'termsId' | 'stepId' | 'isDone' | 'note'>, by: Pick<Actor, 'kind' | 'id'>, at: Date): Promise<void> {
    await tx.query(ENTER, [incidentId, termsId, stepId, isDone, note, by.kind, by.id, at]);
  }
}

const OF = `
  select e.incident_id as "incidentId", e.terms_id as "termsId", e.step_id as "stepId", e.is_done as "isDone", e.note, coalesce(p.name, k.name, e.entered_by) as by, e.entered_at as "enteredAt"
    from substitute_step as e
    left join person as p on e.entered_by_kind = 'person' and p.id::text = e.entered_by
    left join api_key as k on e.entered_by_kind = 'key' and k.id::text = e.entered_by
   where e.incident_id = any($1::uuid[])
   order by e.no`;

const ENTER = `
  insert into substitute_step (incident_id, terms_id, step_id, is_done, note, entered_by_kind, entered_by, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
