import type { IncidentId, PersonId } from '../../kernel/ids.js';

/** Business minutes within which the second administrator's word has to come. The database holds them too. */
export const LET_IN_MINUTES = 10;

/** One administrator's word that somebody be let in, which waits for another's. */
export interface LetInAsked {
  readonly id: string;
  readonly personId: PersonId;
  readonly person: string;
  readonly requestedBy: PersonId;
  readonly requestedByName: string;
  readonly reason: string;
  readonly requestedAt: Date;
  /** The second word counts before this. */
  readonly expiresAt: Date;
}

/**
 * An incident that only some may see, and of those on its list nobody can let others in any more: each was shut out, or has no role that may. Administrators see of it that it is
 * there, and nothing that it is about.
 */
export interface StrandedIncident {
  readonly incidentId: IncidentId;
  /** "INC-0001". */
  readonly reference: string;
  readonly restrictionId: string;
  readonly restrictedAt: Date;
  /** Who is on its list, by name. */
  readonly viewers: readonly { readonly name: string; readonly mayNotSignIn: boolean }[];
  /** Whom two administrators can let in: who may let others in there, and may sign in. */
  readonly people: readonly { readonly id: PersonId; readonly name: string }[];
  /** The word that stands, before its end. */
  readonly asked: LetInAsked | null;
}
