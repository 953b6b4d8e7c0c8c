import { type ContentTerms, covers, type FactsPart } from '../../declare/contract.js';

/** What laws ask of a notice's words, copied when it was drafted and signed with it: a row that is changed later changes no signed plan. */
export interface NoticeLaw {
  /** Of its kind of incident, and of the company behind its brand; wherever the readers live. */
  readonly terms: readonly ContentTerms[];
  /** ISO 8601; null where it is not known. */
  readonly discoveredAt: string | null;
  /** Law enforcement asked that nobody was told, for a time. */
  readonly delayed: boolean;
}

/** Two laws that bind one reader, of which one bars what the other asks for. */
export interface LawConflict {
  readonly part: FactsPart;
  readonly bars: ContentTerms;
  readonly asks: ContentTerms;
}

/** How one set of facts reads to people whom the same laws bind. */
export interface Variant {
  /** "us-ma", "us-ca+us-hipaa", or "general" where no law asks for anything. */
  readonly id: string;
  readonly terms: readonly ContentTerms[];
  readonly omits: ReadonlySet<FactsPart>;
  readonly conflicts: readonly LawConflict[];
}

export const GENERAL: Variant = { id: 'general', terms: [], omits: new Set(), conflicts: [] };

/**
 * By which laws a reader's texts go.
 *
 * Of whom nobody knows where he lives gets the general text: all of the facts under California's headings, which is what most laws ask for. Holding facts back
 * from him on the chance that he lives where they are barred would break more laws than it keeps, and tell him less.
 *
 * @param law  As the notice copied it; none of those from before there was any.
 * @param place  As it was frozen with him: 'US-CA', 'US' where the state is not known, null where nothing is.
 */
export function variantOf(law: NoticeLaw | null | undefined, place: string | null | undefined): Variant {
  return variantForAll(law, [place]);
}

/**
 * By which laws goes what people of several places read or hear alike: the public page, or the words to a number that a household shares. Nothing that one of these laws bars is
 * told, and all of them are asked for what they ask for.
 *
 * @param places  As of `variantOf`; of whom it is not known none counts.
 */
export function variantForAll(law: NoticeLaw | null | undefined, places: readonly (string | null | undefined)[]): Variant {
  const binding = law ? law.terms.filter(({ jurisdiction }) => places.some((place) => place && covers(jurisdiction, place))) : [];
  if (binding.length === 0) return GENERAL;
  const conflicts = binding.flatMap((bars) => bars.omits.flatMap((part) => binding.filter(({ asks }) => asks.includes(part)).map((asks): LawConflict => ({ part, bars, asks }))));
  // What one law asks for and another bars is left out until somebody who knows the law has decided: what was told can't be taken back. The pre-flight blocks on it.
  const omits = new Set(binding.flatMap((terms) => terms.omits));
  return { id: binding.map(({ id }) => id).sort().join('+'), terms: binding, omits, conflicts };
}

/** Words of a law in a language; in English where it has none in that one. */
export const inLanguage = <Words>(words: Readonly<Record<string, Words>>, locale: string): Words | undefined => {
  const of = (key: string): Words | undefined => (Object.hasOwn(words, key) ? words[key] : undefined);
  return of(locale) ?? of(locale.split('-')[0]!) ?? of('en');
};

/** What the laws have said in the place of what they bar; null where they bar nothing. */
export const silenceOf = ({ terms }: Pick<Variant, 'terms'>, locale: string): string | null =>
  terms.flatMap(({ silence }) => (silence ? [inLanguage(silence, locale)!] : [])).join(' ') || null;

/** Headings are for the notice that the law speaks of, and for the one that takes its place; an update or an all-clear adds to it. */
export const asksForHeadings = (type: string): boolean => type === 'initial' || type === 'correction';
