import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { AfterTold, PastRate } from '../model/contact-rate.js';

/** By the first notice of an incident. */
export interface ContactRate {
  readonly kind: string;
  readonly waitingCalls: number;
  readonly waitingPersonHours: number;
  readonly toldCalls: number;
  readonly toldPersonHours: number;
  /** Null where the figures are from before it was counted. */
  readonly afterTold: AfterTold | null;
  /** Of all calls, those whose caller was recognised; null where there were none. */
  readonly matchedShare: number | null;
  readonly simulated: boolean;
}

/** What incidents brought to the phones. */
@Injectable()
export class ContactRateRepository {
  constructor(private readonly db: Database) {}

  async keep(tx: Tx, incident: IncidentId, rate: ContactRate, at: Date): Promise<void> {
    const { kind, waitingCalls, waitingPersonHours, toldCalls, toldPersonHours, afterTold, matchedShare, simulated } = rate;
    await tx.query(KEEP, [incident, kind, waitingCalls, waitingPersonHours, toldCalls, toldPersonHours, simulated, at, afterTold?.calls ?? null, afterTold?.personHours ?? null, matchedShare]);
  }

  /** Of the other incidents. What is real goes by what was real, and a drill by drills and made-up calls. */
  past(incident: IncidentId): Promise<PastRate[]> {
    return this.db.query<PastRate>(PAST, [incident]);
  }
}

const KEEP = `
  insert into contact_rate (incident_id, kind, waiting_calls, waiting_person_hours, told_calls, told_person_hours, simulated, measured_at, after_calls, after_person_hours, matched_share)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict (incident_id) do update
    set waiting_calls = excluded.waiting_calls, waiting_person_hours = excluded.waiting_person_hours, told_calls = excluded.told_calls,
        told_person_hours = excluded.told_person_hours, simulated = excluded.simulated, measured_at = excluded.measured_at,
        after_calls = excluded.after_calls, after_person_hours = excluded.after_person_hours, matched_share = excluded.matched_share`;

const PAST = `
  select p.kind = i.kind as "sameKind", p.brand_id = i.brand_id as "sameBrand",
         r.after_calls as calls, r.after_person_hours as "personHours", r.matched_share as "matchedShare"
    from published.incident as i
    join contact_rate as r on r.incident_id <> i.id and r.simulated = i.simulated
    join published.incident as p on p.id = r.incident_id
   where i.id = $1 and r.after_calls is not null and r.matched_share is not null`;
