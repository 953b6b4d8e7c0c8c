import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { type IncidentHold, IncidentHolds, Incidents } from './contract.js';
import { type AskedHold, holdStands, requireEndAhead, requireHolder } from './model/hold.js';
import { HoldRepository } from './store/hold.repository.js';

/** What law enforcement asked for: that nobody is told for a time. The database lets nothing go out while a hold stands, and pauses what does. */
@Injectable()
export class HoldService extends IncidentHolds {
  constructor(
    private readonly store: HoldRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  of(incidents: readonly IncidentId[]): Promise<readonly IncidentHold[]> {
    return this.store.of(incidents);
  }

  /**
   * Bites within a second: each claim and each begin asks whether the notice goes out.
   *
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`; conflict `hold-stands`; unprocessable `hold-ends-in-past`
   */
  async place(actor: Actor, incidentId: IncidentId, asked: AskedHold): Promise<void> {
    requireHolder(actor);
    await this.incidents.get(incidentId);
    const now = this.clock.now();
    requireEndAhead(asked, now);
    await this.transactions.run(async (tx) => {
      if (!(await this.store.place(tx, incidentId, asked, actor, now))) throw holdStands();
      await this.record(tx, actor, 'incident.held', incidentId, { requestedBy: asked.requestedBy, until: asked.until, reason: asked.reason });
    });
  }

  /**
   * What was paused stays so until a person lets it go on; what was approved and had not begun begins as it was planned.
   *
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`; conflict `no-hold`
   */
  async end(actor: Actor, incidentId: IncidentId, reason: string): Promise<void> {
    requireHolder(actor);
    await this.incidents.get(incidentId);
    await this.transactions.run(async (tx) => {
      if (!(await this.store.end(tx, incidentId, reason, actor, this.clock.now()))) throw new DomainError('conflict', 'no-hold', 'No hold stands.');
      await this.record(tx, actor, 'incident.hold-ended', incidentId, { reason });
    });
  }

  private record(tx: Tx, actor: Actor, action: string, incident: IncidentId, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'incident', id: incident }, incidentId: incident, details });
  }
}
