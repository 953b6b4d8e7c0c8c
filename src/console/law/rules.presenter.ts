import { type Brand, INCIDENT_KINDS, type KnownContentTerms, type KnownLawRule, type KnownServiceTerms, LAW_REGIMES, type LawRegime, type LawRows } from '../../declare/contract.js';
import { isWantedRule, isWantedTerms, reviewerOf } from '../../declare/law-filter.js';
import { serviceName, termsName } from '../../declare/law.service.js';
import { CERTAINTY_WORDS, citationBeside, FACTS_PART_WORDS, jurisdictionName, ONLY_IF_WORDS, RECIPIENT_WORDS, REGIME_WORDS, timeWords } from '../incidents/law.words.js';

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

/**
 * What every row shows, whatever it is about.
 *
 * @param reviewId  By which it is reviewed.
 * @param what  The row, for whoever hears of its buttons and links without their surroundings.
 */
const rowShown = <Row extends Pick<KnownLawRule, 'certainty' | 'review' | 'reviewedBy'>>(row: Row, reviewId: string, what: string, regime: LawRegime | null) => ({
  ...row, reviewId, what, certaintyWords: CERTAINTY_WORDS[row.certainty], reviewer: reviewerOf(row), onlyIf: regime === null ? null : ONLY_IF_WORDS[regime],
});

const ruleShown = (rule: KnownLawRule) => ({ ...rowShown(rule, rule.id, rule.title, rule.trigger.regime), timeWords: timeWords(rule), to: RECIPIENT_WORDS[rule.recipient], isLoaded: rule.origin === 'loaded' });

const termsShown = (terms: KnownContentTerms) => ({
  ...rowShown(terms, termsName(terms), `the words of ${terms.name}`, terms.regime), citation: citationBeside(terms.name, terms.citation),
  headings: terms.headings['en'] ?? [], rights: terms.rights.map(({ text }) => text['en']!), silence: terms.silence?.['en'] ?? null,
  omits: terms.omits.map((part) => FACTS_PART_WORDS[part]), asks: terms.asks.map((part) => FACTS_PART_WORDS[part]), asksIfKnown: terms.asksIfKnown.map((part) => FACTS_PART_WORDS[part]),
});

const serviceShown = (terms: KnownServiceTerms) => ({
  ...rowShown(terms, serviceName(terms), `how the notice of ${terms.name} is brought`, terms.regime), citation: citationBeside(terms.name, terms.citation), needsConsent: terms.electronic === 'consent',
});

export const regimesOf = ({ id, name }: Brand, own: readonly LawRegime[]) => ({ id, name, regimes: LAW_REGIMES.map((value) => ({ value, label: REGIME_WORDS[value], checked: own.includes(value) })) });
