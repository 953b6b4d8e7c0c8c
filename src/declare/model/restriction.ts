import type { IncidentId, PersonId } from '../../kernel/ids.js';

/** That only some may see an incident. */
export interface Restriction {
  readonly id: string;
  readonly incidentId: IncidentId;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: Date;
}

/** Somebody on its list. */
export interface IncidentViewer {
  readonly personId: PersonId;
  readonly name: string;
  /** Programs that act by his API keys see it as well. */
  readonly withKeys: boolean;
  readonly reason: string;
  readonly addedBy: string;
  readonly addedAt: Date;
}

/** Who may see it: everybody with a role where `restriction` is null. */
export interface WhoSees {
  readonly restriction: Restriction | null;
  readonly viewers: readonly IncidentViewer[];
}
