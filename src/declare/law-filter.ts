import { saysIn } from '../kernel/says-in.js';
import type { IncidentKind, KnownContentTerms, KnownLawRule, KnownServiceTerms } from './contract.js';

/** Which rules, or terms, of law are wanted; what is absent narrows nothing. */
export interface LawFilter {
  /** Part of a title, a place or an id. */
  readonly words?: string | undefined;
  readonly kind?: IncidentKind | undefined;
  /** By somebody: here, or before it came here. */
  readonly reviewed?: boolean | undefined;
}

type Reviewable = Pick<KnownLawRule, 'review' | 'reviewedBy'>;

/** Who compared a row with its source; null: nobody did. */
export const reviewerOf = ({ review, reviewedBy }: Reviewable): string | null => review?.by ?? reviewedBy;

/** @param nameOf  A place as people say it, where they look for it so. */
export const isWantedRule = ({ words = '', kind, reviewed }: LawFilter, nameOf: (jurisdiction: string) => string = (code) => code) => (rule: KnownLawRule): boolean =>
  (kind === undefined || rule.trigger.kinds.includes(kind)) && isReviewed(rule, reviewed) && saysIn(words, rule.title, rule.jurisdiction, nameOf(rule.jurisdiction), rule.id);

export const isWantedTerms = ({ words = '', kind, reviewed }: LawFilter, nameOf: (jurisdiction: string) => string = (code) => code) => (terms: KnownContentTerms | KnownServiceTerms): boolean =>
  (kind === undefined || terms.kinds.includes(kind)) && isReviewed(terms, reviewed) && saysIn(words, terms.name, terms.jurisdiction, nameOf(terms.jurisdiction), terms.id);

const isReviewed = (row: Reviewable, wanted: boolean | undefined): boolean => wanted === undefined || (reviewerOf(row) !== null) === wanted;
