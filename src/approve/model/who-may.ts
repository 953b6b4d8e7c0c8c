import { answerablePerson, mayAct, type Actor, type Role } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { PersonId } from '../../kernel/ids.js';

export const DRAFTERS = ['author', 'commander'] as const satisfies readonly Role[];
export const APPROVERS = ['approver'] as const satisfies readonly Role[];
export const REVIEWERS = ['approver', 'legal'] as const satisfies readonly Role[];
/** Who says that the agents have the briefing, and who may go on without. */
export const BRIEFERS = ['ops'] as const satisfies readonly Role[];
export const BRIEFING_PASSERS = ['approver', 'commander'] as const satisfies readonly Role[];
export const WITHDRAWERS = ['commander'] as const satisfies readonly Role[];
/** Those who may see what a person is told: it holds that person's data. */
export const READERS = ['author', 'commander', 'approver', 'legal', 'ops', 'agent', 'auditor'] as const satisfies readonly Role[];

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
