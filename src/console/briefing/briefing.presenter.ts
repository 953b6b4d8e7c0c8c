import { type HeldBack } from '../../approve/contract.js';
import { type AudienceCounts } from '../../audience/contract.js';
import { type BriefingView } from '../../approve/briefing.service.js';
import { type BriefingState, isMissing } from '../../approve/model/briefing.js';
import { FACTS_PART_WORDS } from '../../compose/contract.js';
import { IDENTITY_CHECKS, type IdentityCheck } from '../../declare/contract.js';
import { roundedParts } from '../../kernel/rounded-parts.js';
import { type PhoneForecastAnswer } from '../../measure/phone-forecast.service.js';
import { forecastSentences } from '../calls/hold-time.words.js';
import { unwritten } from '../notices/language.notes.js';
import { zoneNames } from '../notices/told-groups.js';
import { channelSentence, lateGroupSentences } from '../notices/send-plan.sentences.js';
import { KINDS, languageName, NOTICE_LABELS, people, type Tone } from '../page/words.js';

export const CHECKS: Readonly<Record<IdentityCheck, string>> = {
  reference: 'customer number', 'postal-code': 'postal code', 'date-of-birth': 'date of birth', 'last-purchase': 'last purchase', 'called-back': 'a call back to the number on file',
};

const STATES: Readonly<Record<BriefingState, { readonly label: string; readonly tone: Tone }>> = {
  'not-asked': { label: 'nobody has to confirm it', tone: '' },
  waiting: { label: 'waits for the lead', tone: 'warn' },
  void: { label: 'changed since it was confirmed', tone: 'warn' },
  given: { label: 'the agents have it', tone: 'good' },
  'passed-over': { label: 'passed over', tone: 'warn' },
};

/** One line for wherever the phones' readiness matters: who said what, and when. */
export function phonesReady({ state, answer }: Pick<BriefingView, 'state' | 'answer'>) {
  return { ...STATES[state], state, isMissing: isMissing(state), name: answer?.name ?? null, at: answer?.at ?? null, reason: answer?.reason ?? null };
}

/** What agents have to know of a hold: that there is one, and not who asked for it or why. */
export const heldWords = ({ scope, until }: HeldBack) => ({ what: scope === 'incident' ? 'this incident' : 'this notice', until });

/** The message as its readers get it in one language. */
export interface ReadMessage {
  readonly locale: string;
  readonly subject: string | null;
  readonly text: string | null;
  readonly sms: string | null;
}

export interface BriefingShown {
  readonly view: BriefingView;
  readonly forecast: PhoneForecastAnswer;
  readonly messages: readonly ReadMessage[];
  readonly dataLabels: Readonly<Record<string, string>>;
  readonly members: number;
  /** As the audience was counted when it was frozen. */
  readonly counts: Pick<AudienceCounts, 'byLocale' | 'unreachable' | 'suppressed'>;
}

/** When a group is told. @param byLetter  Of its people, those whom no e-mail or text can reach. */
const timesOf = ({ zones, people: count, firstWaveAt, lastWaveAt, late }: BriefingView['groups'][number], byLetter: number) => ({
  who: [people(count - byLetter), zoneNames(zones)].filter(Boolean).join(', '), firstWaveAt, lastWaveAt, one: firstWaveAt === lastWaveAt, lateAt: late?.at ?? null, latePeople: late ? people(late.people) : null,
});

/** The same on the screen and on paper. */
export function briefingPage({ view, forecast, messages, dataLabels, members, counts }: BriefingShown) {
  const { document, notice, hash, answers } = view;
  const { company, proofs, words } = document;
  const byLetter = Math.min(members, counts.unreachable + counts.suppressed);
  return {
    notice: { id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type], checkCode: document.notice.checkCode },
    incident: { id: notice.incidentId, ...document.incident },
    kindLabel: KINDS[document.incident.kind].label,
    zone: company.timeZone,
    company, hash,
    ready: phonesReady(view),
    held: view.held && heldWords(view.held),
    answers: answers.map(({ kind, name, at, reason, hash: of }) => ({ name, at, reason, did: kind === 'given' ? 'confirmed it' : 'passed it over', current: of === hash })),
    members: people(members),
    channels: channelSentence({ ...notice.policies, mandatory: false }),
    byLetter: byLetter === 0 ? null : { people: people(byLetter), apart: view.groups.length === 1 },
    times: view.groups.map((group) => timesOf(group, view.groups.length === 1 ? byLetter : 0)),
    isApproved: notice.state === 'approved',
    lateGroup: lateGroupSentences(notice.schedule, members),
    calls: forecastSentences(forecast),
    byHour: roundedParts(forecast.callsByHour).map((calls, hour) => ({ label: hour === 0 ? 'in the first hour' : `in hour ${hour + 1}`, calls })),
    nextUpdateAt: document.notice.type === 'resolution' ? null : document.nextUpdateAt,
    dataInvolved: document.dataInvolved.map((code) => dataLabels[code] ?? code),
    proofs: proofs.map((check) => CHECKS[check]),
    worthless: IDENTITY_CHECKS.filter((check) => !proofs.includes(check)).map((check) => CHECKS[check]),
    words: words.map(({ locale, barred = [], ...said }) => ({ ...said, locale, barred: barred.map(({ parts, ...one }) => ({ ...one, parts: parts.map((part) => FACTS_PART_WORDS[part]).join(', ') })), language: languageName(locale), hours: company.supportHours[locale] ?? null, message: messages.find((message) => message.locale === locale) ?? null })),
    languages: words.map(({ locale }) => languageName(locale)),
    unwritten: unwritten(words.map(({ locale }) => locale), counts.byLocale), writtenIn: languageName(notice.sender.defaultLocale),
  };
}
