import { type Lacking } from '../../compose/contract.js';
import { dataName } from './data-class.words.js';
import { languageName } from './words.js';

/** Something that the words print and that has no value. */
export interface MissingWords {
  /** The name in the templates: "notice.corrects". */
  readonly name: string;
  /** What is missing, and where it is given: a sentence each. */
  readonly sentence: string;
  /** The field where it is given; null where there is none, or the viewer may not give it. */
  readonly href: string | null;
}

/** What the sentences are about. */
export interface MissingIn {
  /** Language of the words; null where they are in several. */
  readonly locale: string | null;
  /** Whose words they are; null while it is being declared, or where the words are of no incident. */
  readonly incident?: {
    readonly id: string;
    /** Whether the viewer may change what is known of it. */
    readonly mayAmend: boolean;
  } | null;
}

/** Where a value is given. */
type Source = 'facts' | 'correction' | 'times' | 'brand' | 'customer' | 'labels' | 'words' | 'self';

/** What stands behind each name of a `RenderContext`, in a sentence without its end, and where it is given. */
const NAMES: ReadonlyMap<string, readonly [what: string, source: Source]> = new Map(Object.entries({
  'facts.text': ['What happened is not written', 'facts'],
  'facts.whatHappened': ['“What happened” is not written', 'facts'],
  'facts.whatWeDo': ['“What we do” is not written', 'facts'],
  'facts.whatYouCanDo': ['“What you can do” is not written', 'facts'],
  'facts.consequences': ['“Likely consequences” is not written', 'facts'],
  'facts.moreInformation': ['“More information” is not written', 'facts'],
  'notice.corrects': ['What was wrong, and what is right, is not written', 'correction'],
  'facts.exposure': ['When it began and when it ended is not known, or can’t be written as dates', 'times'],
  'notice.nextUpdate': ['When customers hear from us next is not known, or can’t be written as a date', 'times'],
  'facts.dataInvolved': ['Which data of the customers it is about is not known', 'times'],
  'brand.name': ['The name of the company is not known', 'brand'],
  'brand.senderName': ['The name of the sender is not known', 'brand'],
  'brand.domain': ['The company’s domain is not known', 'brand'],
  'brand.website': ['The company’s website is not known', 'brand'],
  'brand.checkAddress': ['The address at which readers check a message is not known', 'brand'],
  'brand.phone': ['The company’s telephone number is not known', 'brand'],
  'brand.dialled': ['What a telephone dials for the company’s number can’t be told', 'brand'],
  'brand.postalAddress': ['The company’s postal address is not known', 'brand'],
  'brand.supportHours': ['The hours at which the company can be called are not written', 'brand'],
  'person.greeting': ['There is no form of address for this person', 'customer'],
  'person.reference': ['This person’s customer number is not known', 'customer'],
  'person.page': ['This person has no page of their own here, as the company’s check page is elsewhere or the text has no room for its address', 'words'],
  'mine.data': ['Which data of this person it is about is not known', 'customer'],
  'mine.touchpoints': ['What this person did that brought them into it is not known, or its date can’t be written', 'customer'],
  'mine.more': ['How many more times this person was touched by it is not known', 'customer'],
  'law.silence': ['Nothing is left out by law, so there is no sentence that says why', 'words'],
  'law.discovered': ['The day on which it was discovered can’t be written as a date', 'times'],
  'notice.simulatedLabel': ['This is neither an exercise nor a simulation, so it has no such mark', 'words'],
  'incident.reference': ['The incident has no number', 'words'],
  'notice.number': ['The notice has no number', 'words'],
  'notice.checkCode': ['The notice has no code to check it by', 'words'],
  'incident.title': ['The incident has no title', 'times'],
} satisfies Record<string, readonly [string, Source]>));

const DATA = 'labels.dataClasses.';

/**
 * What is missing, each in a sentence, in the order in which the words ask for it.
 *
 * @param lacking  As the composer says it, by part of the words.
 */
export const missingWords = (lacking: readonly Lacking[], about: MissingIn): readonly MissingWords[] =>
  [...new Set(lacking.flatMap(({ missing }) => missing))].map((name) => missingWord(name, about));

/** The same of one name. */
export function missingWord(name: string, { locale, incident = null }: MissingIn): MissingWords {
  const [what, source] = meaning(name);
  const language = localeIn(name) ?? (SPOKEN.has(source) || name.startsWith('brand.supportHours') ? locale : null);
  const inLanguage = language === null ? '' : ` in ${languageName(language)}`;
  return { name, sentence: `${what}${inLanguage}. ${remedy(source, incident !== null)}`, href: incident?.mayAmend ? fieldOf(name, source, incident.id, language) : null };
}

/** What is written anew in each language. */
const SPOKEN: ReadonlySet<Source> = new Set(['facts', 'correction', 'labels']);

function meaning(name: string): readonly [what: string, source: Source] {
  if (name.startsWith(DATA)) return [`There is no name for the data “${dataName(name.slice(DATA.length))}”`, 'labels'];
  if (name.startsWith('texts.')) return ['This notice has no words', 'self'];
  return NAMES.get(base(name)) ?? [`“${name}” has no value`, 'words'];
}

/** Without a place in a list or a language at its end: "mine.touchpoints[1]", "facts.text.es". */
const base = (name: string): string => name.split('.').slice(0, 2).join('.').replace(/\[\d+\]$/, '');

/** The language that a name itself ends with: "facts.text.es". */
const localeIn = (name: string): string | null => /^(?:facts\.text|brand\.supportHours|texts)\.(?<locale>[A-Za-z-]+)$/.exec(name)?.groups?.['locale'] ?? null;

function remedy(source: Source, isDeclared: boolean): string {
  const step = isDeclared ? 'under “Change what is known”' : 'in the step “What happened”';
  const then = isDeclared ? ' A notice that is being written takes it over when its author says so.' : '';
  switch (source) {
    case 'facts': return `Write it ${step}, or let the words do without it.${then}`;
    case 'correction': return `Write it ${step}, in the field “For a correction”.${then}`;
    case 'times': return `Give it ${step}, or let the words do without it.${then}`;
    case 'brand': return 'An administrator gives it under “Who speaks”.';
    case 'customer': return 'Import the customer again with it, or let the words do without it.';
    case 'labels': return 'Whoever runs this service adds one to the templates; until then leave that data out.';
    case 'words': return 'Let the words do without it.';
    case 'self': return 'Write them, or the people who read it are told in another language.';
  }
}

/** The field of the page that changes what is known. */
function fieldOf(name: string, source: Source, incidentId: string, language: string | null): string | null {
  if (!FIELDS.has(source)) return null;
  const field = source === 'correction' ? 'correction' : base(name).split('.')[1]!;
  return `/incidents/${incidentId}/edit${language === null || field === 'text' ? '' : `#${field}-${language}`}`;
}

const FIELDS: ReadonlySet<Source> = new Set(['facts', 'correction', 'times']);
