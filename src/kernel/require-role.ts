import { answerablePerson, mayAct, type Actor, type Role } from './actor.js';
import { DomainError } from './domain-error.js';
import type { PersonId } from './ids.js';

/**
 * @returns The person who answers for it: himself, or who made the key.
 * @throws DomainError forbidden `role-needed`
 */
export function requireRole(actor: Actor, roles: readonly Role[]): PersonId {
  const person = answerablePerson(actor);
  if (person === null || !mayAct(actor, roles)) {
    throw new DomainError('forbidden', 'role-needed', `Only ${roles.join(' or ')} may do this.`, { roles });
  }
  return person;
}

/**
 * For what a person must look at himself. A key never decides, whoever made it.
 *
 * @throws DomainError forbidden `person-needed`, `role-needed`
 */
export function requirePerson(actor: Actor, roles: readonly Role[]): PersonId {
  if (actor.kind !== 'person') {
    throw new DomainError('forbidden', 'person-needed', 'A person decides this after signing in; an API key can not.');
  }
  return requireRole(actor, roles);
}
