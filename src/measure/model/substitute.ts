import { covers, type Incident, type KnownServiceTerms, type LawRegime, type SubstituteEntry, type SubstituteStep } from '../../declare/contract.js';
import type { PlaceCount } from './law-clock.js';

/** A step, and the newest that somebody said of it; null while nobody has. */
export interface SteppedOn extends SubstituteStep {
  readonly said: Pick<SubstituteEntry, 'isDone' | 'note' | 'by' | 'enteredAt'> | null;
}

/** What a law asks where its people can't be told one by one, with how many that concerns. */
export interface SubstituteLaw extends Pick<KnownServiceTerms, 'id' | 'name' | 'jurisdiction' | 'citation' | 'sourceUrl' | 'certainty'> {
  readonly when: string;
  readonly reviewed: boolean;
  /** People who live there, and those of them whom nothing has reached. */
  readonly affected: number;
  readonly untold: number;
  readonly places: readonly Pick<PlaceCount, 'place' | 'affected' | 'told'>[];
  readonly steps: readonly SteppedOn[];
}

/**
 * The laws of the places where somebody has not been told, and those of which somebody has already said something; most people first.
 *
 * @param places  Null before anybody knows who is affected: then there are none.
 * @param entries  Of this incident, oldest first.
 */
export function substituteLaws(terms: readonly KnownServiceTerms[], { kind }: Pick<Incident, 'kind'>, regimes: readonly LawRegime[], places: readonly PlaceCount[] | null, entries: readonly SubstituteEntry[]): readonly SubstituteLaw[] {
  return terms
    .filter(({ kinds, regime }) => kinds.includes(kind) && (regime === null || regimes.includes(regime)))
    .map((one) => lawOf(one, (places ?? []).filter(({ place }) => covers(one.jurisdiction, place)), entries.filter(({ termsId }) => termsId === one.id)))
    .filter(({ untold, steps }) => untold > 0 || steps.some(({ said }) => said !== null))
    .sort((a, b) => b.untold - a.untold || a.id.localeCompare(b.id, 'en'));
}

function lawOf({ id, name, jurisdiction, citation, sourceUrl, certainty, substitute, reviewedBy, review }: KnownServiceTerms, places: readonly PlaceCount[], entries: readonly SubstituteEntry[]): SubstituteLaw {
  const affected = places.reduce((sum, place) => sum + place.affected, 0);
  return {
    id, name, jurisdiction, citation, sourceUrl, certainty, when: substitute.when, reviewed: review !== null || reviewedBy !== null,
    affected, untold: affected - places.reduce((sum, place) => sum + place.told, 0), places: places.map(({ place, affected: here, told }) => ({ place, affected: here, told })),
    steps: substitute.steps.map((step) => ({ ...step, said: newest(entries, step.id) })),
  };
}

function newest(entries: readonly SubstituteEntry[], step: string): SteppedOn['said'] {
  const last = entries.filter(({ stepId }) => stepId === step).at(-1);
  return last ? { isDone: last.isDone, note: last.note, by: last.by, enteredAt: last.enteredAt } : null;
}
