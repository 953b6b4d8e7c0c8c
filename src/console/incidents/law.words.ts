import { type FactsPart, type KnownLawRule, type LawAnchor, type LawRecipient, type LawRegime } from '../../declare/contract.js';
import { type Role } from '../../kernel/actor.js';
import { type LawClock, type LawClockState } from '../../measure/model/law-clock.js';
import { onWall } from '../../platform/pages/wall-clock.js';
import { regionName, type Tone } from '../page/words.js';

/** Who sees how an incident stands with the law. */
export const LAW_READERS: readonly Role[] = ['commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin'];

export const ANCHOR_WORDS: Readonly<Record<LawAnchor, string>> = {
  discovered: 'it was discovered', aware: 'the company knew for sure', determined: 'it was determined to be a breach', classified: 'it was classified as major',
  'materiality-decided': 'it was decided to be material', 'authority-told': 'the authority was told', 'people-told': 'people were told by the statutory notice',
};

export const RECIPIENT_WORDS: Readonly<Record<LawRecipient, string>> = { people: 'the people themselves', authority: 'the authority', 'attorney-general': 'the Attorney General', market: 'the market' };

export const REGIME_WORDS: Readonly<Record<LawRegime, string>> = {
  hipaa: 'HIPAA: it handles health information of people in the United States', 'us-listed': 'Its shares are listed in the United States (SEC)',
  'eu-financial': 'It is a financial entity in the EU (DORA)', nis2: 'It is an essential or important entity in the EU (NIS2)',
};

/** The same behind "Only if the company". */
export const ONLY_IF_WORDS: Readonly<Record<LawRegime, string>> = {
  hipaa: 'handles health information of people in the United States (HIPAA)', 'us-listed': 'has shares that are listed in the United States (SEC)',
  'eu-financial': 'is a financial entity in the EU (DORA)', nis2: 'is an essential or important entity in the EU (NIS2)',
};

export const FACTS_PART_WORDS: Readonly<Record<FactsPart, string>> = {
  whatHappened: 'what happened', exposure: 'from when to when the data lay open', discovered: 'when it was discovered', whatWeDo: 'what the company does', whatYouCanDo: 'what readers can do',
  consequences: 'what can come of it', moreInformation: 'further information',
};

export const STATE_TAGS: Readonly<Record<LawClockState, { readonly label: string; readonly tone: Tone }>> = {
  waits: { label: 'not started: a date is missing', tone: 'warn' }, running: { label: 'runs', tone: 'info' }, prompt: { label: 'without undue delay', tone: 'info' }, delayed: { label: 'delayed by law enforcement', tone: '' },
  lapsed: { label: 'lapsed', tone: 'bad' }, met: { label: 'met', tone: 'good' }, 'met-late': { label: 'met late', tone: 'warn' }, 'not-applicable': { label: 'does not apply', tone: '' },
};

export const CERTAINTY_WORDS: Readonly<Record<KnownLawRule['certainty'], string>> = { A: 'written from the law’s text', B: 'written from a summary of it', C: 'written without its text at hand' };

const UNIT_WORDS: Readonly<Record<NonNullable<KnownLawRule['unit']>, readonly [string, string]>> = {
  hours: ['hour', 'hours'], 'calendar-days': ['day', 'days'], 'business-days': ['business day', 'business days'], months: ['month', 'months'],
};

/** "30 days after it was discovered", "without undue delay, once the company knew for sure". */
export function timeWords({ offset, unit, anchor }: Pick<KnownLawRule, 'offset' | 'unit' | 'anchor'>): string {
  if (offset === null || unit === null) return `without undue delay, once ${ANCHOR_WORDS[anchor]}`;
  return `${offset} ${UNIT_WORDS[unit][offset === 1 ? 0 : 1]} after ${ANCHOR_WORDS[anchor]}`;
}

/** From when a clock runs, and who says so. @param zone  By whose clocks its time is written; null: without a time. */
export function anchorWords({ anchor, anchorFrom, anchorAt }: Pick<LawClock, 'anchor' | 'anchorFrom' | 'anchorAt'>, zone: string | null = null): string {
  const at = anchorAt !== null && zone !== null ? onWall(anchorAt, zone) : null;
  if (anchorFrom === null) return `It runs once you enter when ${ANCHOR_WORDS[anchor]}.`;
  if (anchorFrom === 'discovery') return `It runs from the discovery${at ? `, ${at},` : ''} until you enter when ${ANCHOR_WORDS[anchor]}: that can’t be earlier.`;
  return `It runs ${at ? `from ${at}, when` : 'since'} ${ANCHOR_WORDS[anchor]}${anchorFrom === 'ledger' ? ', by the ledger' : ''}.`;
}

/** "GDPR" beside "Art. 34(2)", whose text begins with it again. */
export const citationBeside = (name: string, citation: string): string => (citation.startsWith(`${name} `) ? citation.slice(name.length + 1) : citation);

/** "California" is not spelt out: the codes are those of the company's data. */
export const jurisdictionName = (code: string): string => (code === 'EU' ? 'EU and EEA' : regionName(code));

/** "US" is somebody in the United States whose state nobody knows. */
export const placeName = (place: string): string => (place === 'US' ? 'United States, state not known' : regionName(place));
