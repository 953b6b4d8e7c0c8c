import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { type IncidentId } from '../kernel/ids.js';
import { Incidents } from '../declare/contract.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { type Soon } from '../platform/figures/background-figures.js';
import { CountedFigures } from '../platform/figures/counted-figures.js';
import { SizeRepository } from '../platform/figures/size.repository.js';
import { Transactions } from '../platform/database/transactions.js';
import { type CallReason, type GivenReason } from './contract.js';
import { callReasons } from './model/call-reasons.js';
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
    private readonly counted: CountedFigures,
    private readonly sizes: SizeRepository,
  ) {}

  /** Of a large incident null until they are counted: nobody waits for that. @throws DomainError not-found `incident-not-found` */
  async ofIncident(incident: IncidentId): Promise<CallReason[] | null> {
    await this.incidents.get(incident);
    return this.list(incident);
  }

  /** The incident's own, which mean that a call is about it, in the order of the alphabet. */
  own(incident: IncidentId): Promise<readonly string[]> {
    return this.reasons.own(incident);
  }

  /** How many calls gave each, the most frequent first, as it is known: counted over every call since the declaration, a third of a second for a hundred thousand, behind whoever asks. */
  given(incident: IncidentId, own: readonly string[]): Promise<Soon<readonly GivenReason[]>> {
    return this.counted.soon(`call-reasons ${incident} ${JSON.stringify(own)}`, () => this.reasons.given(incident, MOST_SHOWN));
  }

  /** These, and no others. @returns as `ofIncident`. @throws DomainError not-found `incident-not-found` */
  async set(actor: Actor, incident: IncidentId, tags: readonly string[]): Promise<CallReason[] | null> {
    await this.incidents.get(incident);
    const plain = [...new Set(tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))];
    await this.transactions.run(async (tx) => {
      await this.reasons.set(tx, incident, plain, `${actor.kind}:${actor.id}`, this.clock.now());
      await this.audit.record(tx, actor, { action: 'incident.call-reasons-set', subject: { kind: 'incident', id: incident }, incidentId: incident, details: { tags: plain } });
    });
    return this.list(incident);
  }

  private async list(incident: IncidentId): Promise<CallReason[] | null> {
    const [own, isLarge] = await Promise.all([this.own(incident), this.sizes.isLarge(incident)]);
    const given = isLarge ? (await this.given(incident, own)).value : await this.reasons.given(incident, MOST_SHOWN);
    return given && callReasons(own, given);
  }
}
