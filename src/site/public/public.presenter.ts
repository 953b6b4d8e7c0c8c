import { type SharedContext } from '../../compose/contract.js';
import { momentIn } from '../moment.js';
import { pageWords } from '../page.words.js';
import { type AtomEntry } from './atom-feed.js';
import { publicWords } from './public.words.js';

/** What stands on the page of a notice, in one language. */
export interface PublicUpdate {
  readonly noticeId: string;
  readonly since: Date;
  readonly context: SharedContext;
  /** Of the kind of incident, in this language: "Data breach". */
  readonly kindTitle: string;
  readonly timeZone: string;
}

/** One incident in one language. */
export interface PublicIncident {
  readonly lang: string;
  readonly reference: string;
  /** Newest first; at least one. */
  readonly updates: readonly [PublicUpdate, ...PublicUpdate[]];
  /** Those in which it can be read, this one among them. */
  readonly languages: readonly string[];
  /** Where whoever asks is answered for it; null where he is not. */
  readonly askAt: string | null;
}

/** Where the public pages begin. Their files lie in a folder of this name. */
export const PUBLIC_ROOT = '/status';
export const pageOf = (lang: string, reference: string): string => `${PUBLIC_ROOT}/${lang}/${encodeURIComponent(reference)}.html`;
export const feedOf = (lang: string): string => `${PUBLIC_ROOT}/${lang}/feed.atom`;
export const feedOfIncident = (lang: string, reference: string): string => `${PUBLIC_ROOT}/${lang}/${encodeURIComponent(reference)}.atom`;

/** The newest word whole, and what came before it; what has been corrected is not said again. */
export function incidentPage({ lang, reference, updates, languages, askAt }: PublicIncident, addressIn = (other: string): string => pageOf(other, reference)) {
  const words = { ...pageWords(lang), ...publicWords(lang) };
  const [{ context: { brand, facts, notice, incident }, kindTitle, timeZone, since }, ...earlier] = updates;
  const corrected = updates.findIndex(({ context }) => context.notice.type === 'correction');
  return {
    words: { corrected: words.corrected, happened: words.happened, todo: words.todo, nothingToDo: words.nothingToDo, doing: words.doing, consequences: words.consequences, questions: words.questions, updates: words.updates, all: words.all, affected: words.affected, genuine: words.genuine, never: words.never, forEverybody: words.forEverybody, feed: words.feed, correctedSince: words.correctedSince },
    askAt,
    brandName: brand.name,
    title: kindTitle,
    said: `${words.told[notice.type]}, ${momentIn(lang, timeZone, since)}`,
    settled: notice.type === 'resolution' ? words.settled : null,
    simulated: notice.simulatedLabel === null ? null : words.simulated,
    corrects: notice.corrects,
    whatHappened: happened(updates[0].context),
    dates: facts.exposure === null ? null : `${words.dates[incident.kind]}: ${facts.exposure}.`,
    data: facts.dataInvolved.length > 0 ? { lead: words.dataInvolved, items: facts.dataInvolved } : null,
    nextUpdate: notice.nextUpdate === null || notice.type === 'resolution' ? null : words.nextUpdate(notice.nextUpdate),
    steps: facts.whatYouCanDo,
    whatWeDo: facts.whatWeDo,
    consequences: facts.consequences,
    moreInformation: facts.moreInformation,
    callUs: words.callUs(brand.phone, brand.supportHours),
    phone: brand.phone,
    incidentWords: words.incident(incident.reference),
    website: brand.website,
    genuineHow: words.genuineHow(brand.checkAddress),
    earlier: earlier.map((update, place) => ({
      said: `${words.told[update.context.notice.type]}, ${momentIn(lang, timeZone, update.since)}`,
      // Its place among all is one more: the newest is not among these.
      ...said(corrected >= 0 && place + 1 > corrected, update.context),
    })),
    feed: feedOfIncident(lang, reference),
    index: `${PUBLIC_ROOT}/${lang}/`,
    languages: languages.filter((other) => other !== lang).map((other) => ({ lang: other, label: publicWords(other).inLanguage, href: addressIn(other) })),
  };
}

/** All incidents of one language, newest word first. */
export function indexPage(lang: string, incidents: readonly PublicIncident[], languages: readonly string[], askAt: string | null) {
  const words = publicWords(lang);
  return {
    askAt,
    words: { lead: words.lead, none: words.none, feed: words.feed, affected: words.affected },
    title: words.title,
    from: onlyOne(incidents.map(({ updates: [{ context }] }) => context.brand.name)),
    incidents: incidents.map(({ reference, updates: [{ context, kindTitle, since, timeZone }] }) => ({
      brand: context.brand.name, kindTitle, reference,
      latest: words.latest(momentIn(lang, timeZone, since)),
      settled: context.notice.type === 'resolution' ? words.isSettled : null,
      href: pageOf(lang, reference),
    })),
    feed: feedOf(lang),
    languages: languages.filter((other) => other !== lang).map((other) => ({ lang: other, label: publicWords(other).inLanguage, href: `${PUBLIC_ROOT}/${other}/` })),
  };
}

/** Every word of an incident for a reader's program; those that were corrected say so and no more. */
export function feedEntries({ lang, reference, updates }: PublicIncident, base: string): readonly AtomEntry[] {
  const { earlier } = incidentPage({ lang, reference, updates, languages: [], askAt: null });
  return updates.map(({ noticeId, since, context: { facts, law, notice, brand }, kindTitle }, place) => ({
    link: base + pageOf(lang, reference),
    id: `urn:uuid:${noticeId}`,
    title: `${brand.name}: ${kindTitle} (${pageWords(lang).told[notice.type]})`,
    at: since,
    content: place > 0 && earlier[place - 1]!.isCorrected ? publicWords(lang).correctedSince : [notice.simulatedLabel, notice.corrects, facts.whatHappened, law.silence, facts.whatWeDo, ...facts.whatYouCanDo.map((step) => `– ${step}`)].filter((part) => part !== null).join('\n\n'),
  }));
}

/** Who speaks on a list; null where several do, or nobody yet. */
const onlyOne = (names: readonly string[]): string | null => (new Set(names).size === 1 ? names[0]! : null);

/** What an earlier word said; nothing of one that was corrected since. */
const said = (isCorrected: boolean, context: SharedContext) => ({ isCorrected, text: isCorrected ? null : happened(context) });

/** What happened; where a law of some of its readers bars that, that it does. */
const happened = ({ facts, law }: SharedContext): string => facts.whatHappened ?? law.silence ?? '';
