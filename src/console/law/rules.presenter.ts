import { type Brand, INCIDENT_KINDS, type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, LAW_REGIMES, type LawRegime } from '../../declare/contract.js';
import { isWantedRule, isWantedTerms, reviewerOf } from '../../declare/law-filter.js';
import { serviceName, termsName } from '../../declare/law.service.js';
import { CERTAINTY_WORDS, citationBeside, FACTS_PART_WORDS, jurisdictionName, ONLY_IF_WORDS, RECIPIENT_WORDS, REGIME_WORDS, timeWords } from '../incidents/law.words.js';

/** Everything that the service knows of the law, whatever it is about. */
export interface LawRows {
  /** By which clocks run. */
  readonly rules: readonly KnownLawRule[];
  /** On the words of a notice. */
  readonly terms: readonly KnownContentTerms[];
  /** On how it is brought. */
  readonly service: readonly KnownServiceTerms[];
}

/** What law says for the people of one place. */
export interface PlaceOfLaw extends LawRows {
  readonly code: string;
}

type Wanted = Readonly<Record<'words' | 'about' | 'kind' | 'reviewed', string>>;

/** Up to here what somebody asked for stands open: more would be a page to scroll through once more. */
const MOST_OPEN = 3;
/** What `open` in an address says. */
export const OPEN_ALL = 'all';

export function wantedOf({ rules, terms, service }: LawRows, { words, about, kind, reviewed }: Wanted): LawRows {
  const asked = { words, kind: INCIDENT_KINDS.find((one) => one === kind), reviewed: reviewed === '' ? undefined : reviewed === 'yes' };
  const of = <Row>(name: string, rows: readonly Row[], isWanted: (row: Row) => boolean) => (about === '' || about === name ? rows.filter(isWanted) : []);
  return { rules: of('time', rules, isWantedRule(asked, jurisdictionName)), terms: of('words', terms, isWantedTerms(asked, jurisdictionName)), service: of('service', service, isWantedTerms(asked, jurisdictionName)) };
}

/** In order of their codes. */
export function byPlace({ rules, terms, service }: LawRows): readonly PlaceOfLaw[] {
  const at = <Row extends { readonly jurisdiction: string }>(rows: readonly Row[], code: string) => rows.filter(({ jurisdiction }) => jurisdiction === code);
  const codes = [...new Set([...rules, ...terms, ...service].map(({ jurisdiction }) => jurisdiction))].sort((a, b) => a.localeCompare(b, 'en'));
  return codes.map((code) => ({ code, rules: at(rules, code), terms: at(terms, code), service: at(service, code) }));
}

/**
 * The places of a page, folded but for what somebody asked for.
 *
 * @param isNarrowed  Whether the form asks for some of the rules.
 * @param open  What the address says is to be open.
 */
export function placesShown(places: readonly PlaceOfLaw[], isNarrowed: boolean, open: string) {
  const areOpen = open === OPEN_ALL || isAskedFor(places, isNarrowed);
  return places.map(({ code, rules, terms, service }) => ({
    code, name: jurisdictionName(code), isOpen: areOpen, holds: holdsWords(rules.length, terms.length, service.length), unreviewed: unreviewedIn({ rules, terms, service }),
    rules: rules.map(ruleShown), terms: terms.map(termsShown), service: service.map(serviceShown),
  }));
}

export const unreviewedIn = ({ rules, terms, service }: LawRows): number => [...rules, ...terms, ...service].filter((row) => reviewerOf(row) === null).length;

/** To the same rules with every place open, or folded again; null where nothing is folded anyway. */
export function foldLink(places: readonly PlaceOfLaw[], isNarrowed: boolean, values: Wanted, open: string) {
  if (places.length === 0 || isAskedFor(places, isNarrowed)) return null;
  const query = new URLSearchParams([...Object.entries(values).filter(([, value]) => value !== ''), ...(open === '' ? [['open', OPEN_ALL] as [string, string]] : [])]).toString();
  return { label: open === '' ? 'Open all' : 'Fold all', href: query === '' ? '/law' : `/law?${query}` };
}

const isAskedFor = (places: readonly PlaceOfLaw[], isNarrowed: boolean): boolean => isNarrowed && places.length <= MOST_OPEN;

/** "2 by which clocks run, 1 on how a notice is brought" */
function holdsWords(rules: number, terms: number, service: number): string {
  return [[rules, 'by which clocks run'], [terms, 'on the words'], [service, 'on how a notice is brought']].filter(([count]) => count !== 0).map(([count, words]) => `${count} ${words}`).join(', ');
}

const ruleShown = (rule: KnownLawRule) => ({
  ...rule, timeWords: timeWords(rule), to: RECIPIENT_WORDS[rule.recipient], certaintyWords: CERTAINTY_WORDS[rule.certainty], reviewer: reviewerOf(rule),
  onlyIf: rule.trigger.regime === null ? null : ONLY_IF_WORDS[rule.trigger.regime], isLoaded: rule.origin === 'loaded',
});

const termsShown = (terms: KnownContentTerms) => ({
  ...terms, citation: citationBeside(terms.name, terms.citation), reviewId: termsName(terms), onlyIf: terms.regime === null ? null : ONLY_IF_WORDS[terms.regime], certaintyWords: CERTAINTY_WORDS[terms.certainty],
  reviewer: reviewerOf(terms), headings: terms.headings['en'] ?? [], rights: terms.rights.map(({ text }) => text['en']!), silence: terms.silence?.['en'] ?? null,
  omits: terms.omits.map((part) => FACTS_PART_WORDS[part]), asks: terms.asks.map((part) => FACTS_PART_WORDS[part]), asksIfKnown: terms.asksIfKnown.map((part) => FACTS_PART_WORDS[part]),
});

const serviceShown = (terms: KnownServiceTerms) => ({
  ...terms, citation: citationBeside(terms.name, terms.citation), reviewId: serviceName(terms), onlyIf: terms.regime === null ? null : ONLY_IF_WORDS[terms.regime], certaintyWords: CERTAINTY_WORDS[terms.certainty],
  reviewer: reviewerOf(terms), needsConsent: terms.electronic === 'consent',
});

export const regimesOf = ({ id, name }: Brand, own: readonly LawRegime[]) => ({ id, name, regimes: LAW_REGIMES.map((value) => ({ value, label: REGIME_WORDS[value], checked: own.includes(value) })) });
