import { Injectable } from '@nestjs/common';
import { type Actor, mayAct } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { Incidents, LawRecords, type SubstituteEntry, SubstituteEntries } from './contract.js';
import { LAW_WRITERS } from './law.service.js';
import { SubstituteRepository } from './store/substitute.repository.js';

type Entered = Pick<SubstituteEntry, 'incidentId' | 'termsId' | 'stepId' | 'isDone' | 'note'>;

/** What was done of a substitute notice, step by step, as people say it. */
@Injectable()
export class SubstituteService extends SubstituteEntries {
  constructor(
    private readonly store: SubstituteRepository,
    private readonly laws: LawRecords,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  of(incidents: readonly IncidentId[]): Promise<readonly SubstituteEntry[]> {
    return this.store.of(incidents);
  }

  /**
   * A step was done, or was not after all. The newest word holds; the earlier ones stay on record.
   *
   * @throws DomainError forbidden `role-needed`; not-found `incident-not-found`, `substitute-step-not-found`; unprocessable `note-missing`
   */
  async enter(actor: Actor, entered: Entered): Promise<void> {
    if (!mayAct(actor, LAW_WRITERS)) throw new DomainError('forbidden', 'role-needed', 'Only a commander or legal says what was done of a substitute notice.', { roles: LAW_WRITERS });
    const { incidentId, termsId, stepId, isDone, note } = entered;
    await this.incidents.get(incidentId);
    const terms = (await this.laws.service()).find(({ id }) => id === termsId);
    if (!terms?.substitute.steps.some(({ id }) => id === stepId)) throw new DomainError('not-found', 'substitute-step-not-found', 'There is no such step of a substitute notice.', { law: termsId, step: stepId });
    if (note.trim() === '') throw new DomainError('unprocessable', 'note-missing', isDone ? 'Say where it was done, and from when on: an address, a newspaper and its day.' : 'Say why it does not count as done.');
    await this.transactions.run(async (tx) => {
      await this.store.enter(tx, entered, actor, this.clock.now());
      await this.audit.record(tx, actor, {
        action: `substitute-step.${isDone ? 'done' : 'undone'}`, subject: { kind: 'incident', id: incidentId }, incidentId, details: { law: termsId, name: terms.name, step: stepId, reason: note },
      });
    });
  }
}
