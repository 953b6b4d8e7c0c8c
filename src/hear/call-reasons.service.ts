import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { type IncidentId } from '../kernel/ids.js';
import { Incidents } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { type CallReason } from './contract.js';
import { CallReasonRepository } from './store/call-reason.repository.js';

const MOST_SHOWN = 200;

/** Which of the reasons that agents give to calls mean that a call is about an incident. */
@Injectable()
export class CallReasons {
  constructor(
    private readonly reasons: CallReasonRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not-found `incident-not-found` */
  async ofIncident(incident: IncidentId): Promise<CallReason[]> {
    await this.incidents.get(incident);
    return this.reasons.list(incident, MOST_SHOWN);
  }

  /** These, and no others. @throws DomainError not-found `incident-not-found` */
  async set(actor: Actor, incident: IncidentId, tags: readonly string[]): Promise<CallReason[]> {
    await this.incidents.get(incident);
    const plain = [...new Set(tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))];
    await this.transactions.run(async (tx) => {
      await this.reasons.set(tx, incident, plain, `${actor.kind}:${actor.id}`, this.clock.now());
      await this.audit.record(tx, actor, { action: 'incident.call-reasons-set', subject: { kind: 'incident', id: incident }, incidentId: incident, details: { tags: plain } });
    });
    return this.reasons.list(incident, MOST_SHOWN);
  }
}
