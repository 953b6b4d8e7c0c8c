import { Injectable } from '@nestjs/common';
import { type Actor, type Role } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { requireRole } from '../kernel/require-role.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { AskedIncidents, Incidents } from './contract.js';
import type { Asking } from './model/asking.js';
import { AskingRepository } from './store/asking.repository.js';

export const ASKING_DECIDERS: readonly Role[] = ['commander'];
export const ASKING_READERS: readonly Role[] = ['commander', 'legal'];

/** The switch of an incident for /affected. It is on until a commander takes the incident out of it. */
@Injectable()
export class AskingService extends AskedIncidents {
  constructor(
    private readonly store: AskingRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  answeredAs(incident: IncidentId): Promise<string | null> {
    return this.store.answeredAs(incident);
  }

  /** @throws DomainError not-found `incident-not-found` */
  async of(incident: IncidentId): Promise<Asking> {
    await this.incidents.get(incident);
    return this.store.of(incident);
  }

  /** @throws DomainError forbidden `role-needed`; not-found `incident-not-found`; conflict `asking-stands` */
  async decide(actor: Actor, incident: IncidentId, answered: boolean, reason: string): Promise<void> {
    const by = requireRole(actor, ASKING_DECIDERS);
    await this.incidents.get(incident);
    await this.transactions.run(async (tx) => {
      if (!(await this.store.decide(tx, incident, answered, reason, by, this.clock.now()))) throw new DomainError('conflict', 'asking-stands', answered ? 'Whoever asks is answered for it already.' : 'Whoever asks is told nothing of it already.');
      await this.audit.record(tx, actor, { action: answered ? 'incident.asking-on' : 'incident.asking-off', subject: { kind: 'incident', id: incident }, incidentId: incident, details: { reason } });
    });
  }
}
