import { Injectable } from '@nestjs/common';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { Asking } from '../model/asking.js';

@Injectable()
export class AskingRepository {
  constructor(private readonly db: Database) {}

  async of(incident: IncidentId): Promise<Asking> {
    const [row] = await this.db.query<{ answered: boolean; reason: string; by: string; at: Date }>(OF, [incident]);
    if (!row) return { answered: true, decision: null };
    const { answered, ...decision } = row;
    return { answered, decision };
  }

  async answeredAs(incident: IncidentId): Promise<string | null> {
    const [row] = await this.db.query<{ brandId: string }>(ANSWERED_AS, [incident]);
    return row?.brandId ?? null;
  }

  /** @returns false where it is so already. */
  async decide(tx: Tx, incident: IncidentId, answered: boolean, reason: string, by: PersonId, at: Date): Promise<boolean> {
    return (await tx.query(DECIDE, [incident, answered, reason, by, at])).length === 1;
  }
}

const OF = `
  select a.answered, a.reason, p.name as by, a.decided_at as at
    from incident_asking as a
    join person as p on p.id = a.decided_by
   where a.incident_id = $1`;

const ANSWERED_AS = `
  select i.brand_id as "brandId"
    from incident as i
   where i.id = $1 and not i.exercise
     and not exists (select from published.unanswered_incident as u where u.incident_id = i.id)`;

/** Without a row it is answered, so that there a decision to answer changes nothing. */
const DECIDE = `
  insert into incident_asking as a (incident_id, answered, reason, decided_by, decided_at)
  select $1, $2, $3, $4, $5
   where not $2::boolean or exists (select from incident_asking as b where b.incident_id = $1)
  on conflict (incident_id) do update set answered = excluded.answered, reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at
   where a.answered <> excluded.answered
  returning a.incident_id`;
