import { Injectable } from '@nestjs/common';
import { type Actor, answerablePerson, type Role } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { type IncidentId, type PersonId } from '../kernel/ids.js';
import { requirePerson } from '../kernel/require-role.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Incidents } from './contract.js';
import type { Restricting } from './model/incident-input.js';
import type { Restriction, WhoSees } from './model/restriction.js';
import { RestrictionRepository } from './store/restriction.repository.js';

export const RESTRICTERS: readonly Role[] = ['commander', 'legal'];

export interface Viewing {
  readonly personId: PersonId;
  readonly withKeys: boolean;
}

/**
 * Incidents that only some may see. Who marks one is on its list; from then on somebody on the list lets another in, and nobody himself, whatever his role. For everybody else
 * the incident is not there: the guard answers 404 at every address about it, and every list leaves it out.
 */
@Injectable()
export class RestrictionService {
  constructor(
    private readonly store: RestrictionRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not-found `incident-not-found` */
  async of(incident: IncidentId): Promise<WhoSees> {
    await this.incidents.get(incident);
    const restriction = await this.store.of(incident);
    return { restriction, viewers: restriction ? await this.store.viewers(restriction.id) : [] };
  }

  /** Whom one can put on a list. */
  people(): Promise<readonly { readonly id: PersonId; readonly name: string }[]> {
    return this.store.people();
  }

  /** @throws DomainError forbidden `person-needed`, `role-needed`; not-found `incident-not-found`; conflict `restricted-already`; unprocessable `person-unknown` */
  async restrict(actor: Actor, incident: IncidentId, reason: string, people: readonly Viewing[]): Promise<void> {
    requirePerson(actor, RESTRICTERS);
    await this.incidents.get(incident);
    await this.transactions.run((tx) => this.placeWithin(tx, actor, incident, { reason, people }));
  }

  /**
   * As a part of something larger, such as the declaration itself. Whoever answers for it is on the list, whatever it says; by a key, his keys are as well, or the program would lose
   * sight of what it made.
   *
   * @param restricting  `lead`: who leads the incident, and has to see it.
   * @throws DomainError forbidden `nobody-answers`; conflict `restricted-already`; unprocessable `person-unknown`
   */
  async placeWithin(tx: Tx, actor: Actor, incident: IncidentId, { reason, people, lead }: Pick<Restricting, 'reason'> & { readonly people: readonly Viewing[]; readonly lead?: PersonId }): Promise<void> {
    const [by, at] = [responsiblePerson(actor), this.clock.now()];
    const id = await this.store.place(tx, incident, by, reason, at);
    if (id === null) throw new DomainError('conflict', 'restricted-already', 'Only some may see it already. Change who does.');
    await this.record(tx, actor, 'incident.restricted', incident, { reason });
    await this.store.add(tx, id, by, actor.kind === 'key' || people.some(({ personId, withKeys }) => personId === by && withKeys), by, reason, at);
    const others = new Map([...(lead === undefined ? [] : [{ personId: lead, withKeys: false }]), ...people].filter(({ personId }) => personId !== by).map((one) => [one.personId, one]));
    for (const one of others.values()) await this.let(tx, actor, { id, incidentId: incident }, one, by, reason, at);
  }

  /** @throws DomainError as `restrict`; conflict `not-restricted`, `sees-already`; forbidden `own-access` */
  async add(actor: Actor, incident: IncidentId, viewing: Viewing, reason: string): Promise<void> {
    const by = requirePerson(actor, RESTRICTERS);
    const restriction = await this.standing(incident);
    if (viewing.personId === by) throw new DomainError('forbidden', 'own-access', 'Somebody else on the list changes what you may see.');
    await this.transactions.run((tx) => this.let(tx, actor, restriction, viewing, by, reason, this.clock.now()));
  }

  /** @throws DomainError as `add`; not-found `viewer-not-found`; conflict `last-viewer` */
  async remove(actor: Actor, incident: IncidentId, person: PersonId, reason: string): Promise<void> {
    const by = requirePerson(actor, RESTRICTERS);
    const { id } = await this.standing(incident);
    await this.transactions.run(async (tx) => {
      const taken = await this.store.remove(tx, id, person, by, reason, this.clock.now()).catch(refuseLast);
      if (!taken) throw new DomainError('not-found', 'viewer-not-found', 'This person is not on the list.');
      await this.record(tx, actor, 'incident.viewer-removed', incident, { person, reason });
    });
  }

  /** Everybody with a role sees it again. @throws DomainError as `add` */
  async lift(actor: Actor, incident: IncidentId, reason: string): Promise<void> {
    const by = requirePerson(actor, RESTRICTERS);
    const { id } = await this.standing(incident);
    await this.transactions.run(async (tx) => {
      await this.store.lift(tx, id, by, reason, this.clock.now());
      await this.record(tx, actor, 'incident.restriction-lifted', incident, { reason });
    });
  }

  private async let(tx: Tx, actor: Actor, { id, incidentId }: Pick<Restriction, 'id' | 'incidentId'>, { personId, withKeys }: Viewing, by: PersonId, reason: string, at: Date): Promise<void> {
    if (!(await this.store.maySignIn(tx, personId))) throw new DomainError('unprocessable', 'person-unknown', 'There is no such person who may sign in.', { errors: [{ path: 'personId', message: 'is nobody who may sign in' }] });
    if (!(await this.store.add(tx, id, personId, withKeys, by, reason, at))) throw new DomainError('conflict', 'sees-already', 'This person is on the list already.');
    await this.record(tx, actor, 'incident.viewer-added', incidentId, { person: personId, withKeys, reason });
  }

  private async standing(incident: IncidentId): Promise<Restriction> {
    const restriction = await this.store.of(incident);
    if (restriction === null) throw new DomainError('conflict', 'not-restricted', 'Everybody with a role may see it.');
    return restriction;
  }

  private record(tx: Tx, actor: Actor, action: string, incident: IncidentId, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'incident', id: incident }, incidentId: incident, details });
  }
}

function refuseLast(error: unknown): never {
  const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
  if ((constraint ?? driverError?.constraint) !== 'incident_viewer_last') throw error;
  throw new DomainError('conflict', 'last-viewer', 'Somebody has to be able to see it. Put another on the list first, or let everybody see it again.');
}

/** @throws DomainError forbidden `nobody-answers` */
export function responsiblePerson(actor: Actor): PersonId {
  const person = answerablePerson(actor);
  if (!person) throw new DomainError('forbidden', 'nobody-answers', 'An incident is declared by a person, or by a key that a person answers for.');
  return person;
}
