import { Injectable } from '@nestjs/common';
import { type Actor, brandsOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type PersonId } from '../kernel/ids.js';
import { requirePerson } from '../kernel/require-role.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Everybody } from '../platform/alerts/everybody.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LET_IN_MINUTES, type LetInAsked, type StrandedIncident } from './model/let-in.js';
import { LetInRepository } from './store/let-in.repository.js';

export interface LettingIn {
  readonly personId: PersonId;
  readonly reason: string;
}

const ASKED = 'incident.let-in-asked';
const DONE = 'incident.let-in';
const subjectOf = ({ restrictionId }: StrandedIncident): string => `restriction:${restrictionId}`;

/**
 * The way back to an incident that only some may see, where nobody on its list can let others in any more: two administrators, within ten minutes of each other and each for a
 * reason, let one person in, who then leads the list. Neither lets himself in, and neither sees the incident by it. Whoever is still on the list is told at both words.
 */
@Injectable()
export class LetInService {
  constructor(
    private readonly store: LetInRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly alerts: Alerts,
    private readonly everybody: Everybody,
    private readonly clock: Clock,
  ) {}

  /** Oldest first, of the actor's brands. */
  stranded(actor: Actor): Promise<readonly StrandedIncident[]> {
    return this.store.stranded(this.clock.now(), brandsOf(actor));
  }

  /**
   * The first word. Said twice it is said once.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `own-access`; not-found `not-stranded`; unprocessable `person-unknown`; conflict `let-in-waits`
   */
  async ask(actor: Actor, incident: IncidentId, { personId, reason }: LettingIn): Promise<void> {
    const by = requirePerson(actor, ['admin']);
    if (personId === by) throw ownAccess();
    await this.change(actor, incident, async (tx, stranded, at) => {
      if (!stranded.people.some(({ id }) => id === personId)) throw new DomainError('unprocessable', 'person-unknown', 'Choose a person of the list.', { errors: [{ path: 'personId', message: 'is nobody who may sign in and let others in there' }] });
      const { asked } = stranded;
      if (asked?.requestedBy === by && asked.personId === personId) return;
      if (asked) throw new DomainError('conflict', 'let-in-waits', `${asked.requestedByName} has asked for ${asked.person} already. Add your word to that, or wait until its ${LET_IN_MINUTES} minutes are over.`);
      const id = await this.store.ask(tx, { restriction: stranded.restrictionId, person: personId, by, reason, at, until: new Date(at.getTime() + LET_IN_MINUTES * 60_000) });
      await this.record(tx, actor, ASKED, incident, { person: personId, reason });
      const wants = (what: string): string => `An administrator wants to let somebody in to ${what}, whose list nobody can change any more.`;
      const remedy = `Another administrator has ${LET_IN_MINUTES} minutes to add a word at /stranded. Whoever thinks it wrong tells an administrator.`;
      // everybody sees this alert, the other administrators among them: it does not say which incident
      await this.alerts.raise({ kind: ASKED, subject: subjectOf(stranded), severity: 'critical', lasting: false, message: wants('an incident that only some may see'), remedy }, tx);
      await this.everybody.tell(tx, { key: `let-in:${id}:asked`, incidentId: incident, message: wants(stranded.reference), remedy });
    });
  }

  /**
   * The second word, by another administrator: with it the person is on the list.
   *
   * @throws DomainError as `ask`; conflict `let-in-over` where nobody asked for this person within the last ten minutes; forbidden `second-admin-needed`
   */
  async confirm(actor: Actor, incident: IncidentId, { personId, reason }: LettingIn): Promise<void> {
    const by = requirePerson(actor, ['admin']);
    if (personId === by) throw ownAccess();
    await this.change(actor, incident, async (tx, stranded, at) => {
      const asked = requireAsked(stranded, personId, by);
      await this.store.confirm(tx, stranded.restrictionId, asked, by, reason, at);
      await this.record(tx, actor, DONE, incident, { person: personId, with: asked.requestedBy, reason, asked: asked.reason });
      await this.alerts.clear(ASKED, subjectOf(stranded), tx);
      const message = `Two administrators let somebody in to ${stranded.reference}, whose list nobody could change any more.`;
      const remedy = `Whoever is on the list looks at it at /incidents/${incident}/viewers, and takes off whoever does not belong there.`;
      await this.alerts.raise({ kind: DONE, subject: subjectOf(stranded), incidentId: incident, severity: 'critical', lasting: false, message, remedy }, tx);
      await this.everybody.tell(tx, { key: `let-in:${asked.id}:done`, incidentId: incident, message, remedy });
    });
  }

  private change(actor: Actor, incident: IncidentId, work: (tx: Tx, stranded: StrandedIncident, at: Date) => Promise<void>): Promise<void> {
    return this.transactions.run(async (tx) => {
      const at = this.clock.now();
      await this.store.lock(tx, incident);
      const stranded = await this.store.strandedNow(tx, at, brandsOf(actor), incident);
      if (stranded === null) throw new DomainError('not-found', 'not-stranded', 'There is no such incident, or somebody on its list can let others in.');
      await work(tx, stranded, at);
    });
  }

  private record(tx: Tx, actor: Actor, action: string, incident: IncidentId, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'incident', id: incident }, incidentId: incident, details });
  }
}

const ownAccess = (): DomainError => new DomainError('forbidden', 'own-access', 'Nobody lets himself in. Choose another person.');

function requireAsked({ asked }: StrandedIncident, person: PersonId, by: PersonId): LetInAsked {
  if (asked?.personId !== person) throw new DomainError('conflict', 'let-in-over', `Nobody asked for this person within the last ${LET_IN_MINUTES} minutes. Ask for it, and another administrator confirms.`);
  if (asked.requestedBy === by) throw new DomainError('forbidden', 'second-admin-needed', 'You asked for this yourself. Another administrator has to confirm it.');
  return asked;
}
