import type { ApiKeyId, PersonId } from './ids.js';

/** What a person of the company may do; a person can have several. */
export const ROLES = ['commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who does it. A program acts by an API key, and the person who made the key answers for it: whoever could approve what
 * his own key submitted would have closed the four eyes.
 *
 * `roles` are those that hold for what is asked; `brands` the brands for which it may be asked, absent where that is every one. `unseen` are the
 * incidents that only some may see, and he may not: for him they are not there.
 */
export type Actor =
  | { readonly kind: 'person'; readonly id: PersonId; readonly name: string; readonly roles: readonly Role[]; readonly brands?: readonly string[]; readonly unseen?: readonly string[] }
  | { readonly kind: 'key'; readonly id: ApiKeyId; readonly name: string; readonly roles: readonly Role[]; readonly brands?: readonly string[]; readonly unseen?: readonly string[]; readonly answerable: PersonId }
  | { readonly kind: 'system'; readonly id: string };

/** The person who answers for what the actor does; null for the service itself. */
export function answerablePerson(actor: Actor): PersonId | null {
  if (actor.kind === 'person') return actor.id;
  return actor.kind === 'key' ? actor.answerable : null;
}

/** The brands that the actor may see and do things for; null for all of them. */
export const brandsOf = (actor: Actor): readonly string[] | null => (actor.kind === 'system' ? null : (actor.brands ?? null));

/** Which rows somebody may see. `brands`: of these alone, null for all; `unseen`: incidents of which nothing is there for him. */
export interface Sight {
  readonly brands: readonly string[] | null;
  readonly unseen: readonly string[];
}

/** For what the service does itself, and for what is shown only after the guard has looked. */
export const EVERYTHING: Sight = { brands: null, unseen: [] };

export const sightOf = (actor: Actor): Sight => ({ brands: brandsOf(actor), unseen: actor.kind === 'system' ? [] : (actor.unseen ?? []) });

export const isWithin = (actor: Actor, brand: string): boolean => brandsOf(actor)?.includes(brand) ?? true;

export const mayAct = (actor: Actor, roles: readonly Role[]): boolean =>
  actor.kind !== 'system' && (roles.some((role) => actor.roles.includes(role)));
