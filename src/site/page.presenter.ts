import type { RenderContext } from '../compose/contract.js';
import type { NoticeType } from '../approve/contract.js';
import type { OpenPage } from '../hear/personal-pages.service.js';
import { TRIES } from '../hear/model/proof.js';
import { addressWith } from './affected-address.js';
import { inOtherLanguages } from './chosen-language.js';
import { dayIn } from './moment.js';
import type { PageWords } from './page.words.js';

/** What the reader has just done; what a page says of it is no secret and changes nothing. */
export type JustDone = 'steps' | 'answer' | 'no-answer' | 'wrong' | null;

export interface PageShown {
  readonly words: PageWords;
  readonly token: string;
  readonly page: OpenPage;
  readonly context: RenderContext;
  /** Of the kind of incident, in the reader's language: "Data breach". */
  readonly kindTitle: string;
  readonly timeZone: string;
  /** Whether he has shown who he is. */
  readonly proved: boolean;
  readonly asksRecommend: boolean;
  readonly justDone: JustDone;
  /** The language that he chose on the page; null for his own. */
  readonly chosen: string | null;
  /** Languages of the site in which the notice was written. */
  readonly spoken: readonly string[];
}

export function personalPage({ words, token, page, context, kindTitle, timeZone, proved, asksRecommend, justDone, chosen, spoken }: PageShown) {
  const { facts, brand, notice, incident, law } = context;
  const day = (at: Date): string => dayIn(words.lang, timeZone, at);
  return {
    words: wordsShown(words),
    address: `/n/${token}`,
    chosen: chosen === null ? '' : addressWith('', { lang: chosen }),
    languages: inOtherLanguages(words.lang, (other) => addressWith(`/n/${token}`, { lang: other })).filter(({ lang }) => spoken.includes(lang)),
    brandName: brand.name,
    title: kindTitle,
    wrote: words.wrote(brand.name, day(page.notice.sentAt)),
    settled: notice.type === 'resolution' ? words.settled : null,
    corrects: notice.corrects,
    nextUpdate: notice.nextUpdate === null || notice.type === 'resolution' ? null : words.nextUpdate(notice.nextUpdate),
    whatHappened: facts.whatHappened,
    dates: facts.exposure === null ? null : `${words.dates[incident.kind]}: ${facts.exposure}.`,
    silence: law.silence,
    rights: law.rights,
    mine: proved ? minePart(words, context) : null,
    proof: proved ? null : proofPart(words, page, justDone),
    steps: facts.whatYouCanDo.map((text, place) => ({ place, text, done: page.steps.includes(place) })),
    stepsSaved: justDone === 'steps',
    whatWeDo: facts.whatWeDo,
    consequences: facts.consequences,
    moreInformation: facts.moreInformation,
    callUs: words.callUs(brand.phone, brand.supportHours),
    phone: brand.phone,
    incidentWords: words.incident(incident.reference),
    website: brand.website,
    genuineHow: words.genuineHow(brand.checkAddress, notice.checkCode),
    code: notice.checkCode,
    feedback: page.answered ? null : feedbackPart(words, brand.name, asksRecommend, justDone),
    earlier: page.earlier.map(({ type, sentAt }) => `${day(sentAt)}: ${words.told[type as NoticeType]}`),
    simulated: notice.simulatedLabel === null ? null : words.simulated,
  };
}

/** The words that the view prints as they are. */
function wordsShown({ corrected, happened, mine, rights, todo, todoHint, nothingToDo, save, saved, doing, consequences, questions, question, thanks, earlier, genuine, never, notMe, notMeWhy, notMeBy }: PageWords) {
  return { corrected, happened, mine, rights, todo, todoHint, nothingToDo, save, saved, doing, consequences, questions, question, thanks, earlier, genuine, never, notMe, notMeWhy, notMeBy };
}

function minePart(words: PageWords, { person, mine, facts }: RenderContext) {
  const data = mine.data.length > 0 ? { lead: words.data, items: mine.data } : facts.dataInvolved.length > 0 ? { lead: words.dataInvolved, items: facts.dataInvolved } : null;
  return {
    greeting: words.greeting(person.greeting, person.reference),
    because: mine.touchpoints.length > 0 ? { lead: words.because, items: [...mine.touchpoints, ...(mine.more > 0 ? [words.andMore(mine.more)] : [])] } : null,
    dataPart: data,
    noData: data === null ? words.noData : null,
  };
}

/** A form, or why there is none. */
function proofPart(words: PageWords, { proof, shut, locked, wrong }: OpenPage, justDone: JustDone) {
  if (proof === null) return { form: null, sentence: words.proofNone };
  if (shut || locked) return { form: null, sentence: shut ? words.proofShut : words.proofLocked };
  const fault = justDone === 'wrong' && wrong > 0 ? words.proofWrong(TRIES - (wrong % TRIES)) : null;
  return {
    sentence: words.proofWhy,
    form: { label: words.proofLabel[proof], hint: words.proofHint[proof], button: words.proofButton, fault, numeric: proof === 'phone-end' },
  };
}

function feedbackPart(words: PageWords, brandName: string, asksRecommend: boolean, justDone: JustDone) {
  return {
    fault: justDone === 'no-answer' ? words.answerMissing : null,
    answers: (['yes', 'partly', 'no'] as const).map((value) => ({ value, label: words.answers[value] })),
    comment: words.comment, commentHint: words.commentHint, send: words.send,
    recommend: asksRecommend ? { label: words.recommend(brandName), hint: words.recommendHint, none: words.noAnswer, marks: Array.from({ length: 11 }, (_, mark) => mark) } : null,
  };
}
