import { agentWords, type Playbook, silenceOf, type Variant } from '../../compose/contract.js';
import { checksThatProve, type FactsPart, type FactsText, type IdentityCheck, type IncidentFacts } from '../../declare/contract.js';
import { canonicalJson } from '../../kernel/canonical-json.js';
import type { PersonId } from '../../kernel/ids.js';
import { sha256Hex } from '../../kernel/sha256.js';
import type { NoticeTexts, NoticeType, Policies, Schedule, Sender } from '../contract.js';
import type { IncidentSnapshot } from './send-plan.js';
import type { StoredNotice } from './stored-notice.js';

/** What people of one place may not be told on the telephone either. */
export interface BarredWords {
  /** "Massachusetts". */
  readonly name: string;
  readonly citation: string;
  readonly parts: readonly FactsPart[];
  /** What to say in its place; null where the law has no words for it. */
  readonly say: string | null;
}

/** What people at the phones know in one of the notice's languages. */
export interface BriefingWords {
  readonly locale: string;
  /** What happened, what we do and what customers are asked to do, as the notice tells it; null where nobody has written it yet. */
  readonly told: FactsText | null;
  /** What a caller hears before anybody answers. */
  readonly voice: string;
  readonly rules: readonly string[];
  readonly never: readonly string[];
  readonly answers: Playbook['agent'][string]['answers'];
  /** What some callers may not be told of all this; absent where no law of a place where readers live bars anything. */
  readonly barred?: readonly BarredWords[];
  /** SHA-256 of the four texts as they stand: where they change, so does what customers read. */
  readonly textsHash: string;
}

/** All that agents are given before a notice goes out. It holds nothing of any customer. */
export interface BriefingDocument {
  readonly notice: { readonly number: number; readonly type: NoticeType; readonly checkCode: string };
  readonly incident: IncidentSnapshot;
  readonly company: Pick<Sender, 'name' | 'phone' | 'supportHours' | 'website' | 'checkAddress' | 'senderName' | 'fromEmail' | 'timeZone'>;
  readonly dataInvolved: readonly string[];
  readonly exposure: IncidentFacts['exposure'];
  readonly nextUpdateAt: string | null;
  readonly schedule: Pick<Schedule, 'startAt' | 'waves' | 'waveIntervalMinutes' | 'lateGroup'>;
  readonly channels: Policies['channels'];
  /** What a caller can be asked for: what the incident has laid open proves nothing. */
  readonly proofs: readonly IdentityCheck[];
  readonly words: readonly BriefingWords[];
}

/** `given`: a lead says that the agents have it. `passed-over`: somebody went on without, for a reason. */
export type BriefingAnswerKind = 'given' | 'passed-over';

export interface BriefingAnswer {
  readonly hash: string;
  readonly kind: BriefingAnswerKind;
  readonly reason: string | null;
  readonly personId: PersonId;
  readonly name: string;
  readonly at: Date;
}

/** `not-asked`: the notice's policies don't ask for it. `void`: somebody answered, and what the agents have to know has changed since. */
export type BriefingState = 'not-asked' | 'waiting' | 'void' | BriefingAnswerKind;

/**
 * Puts together what agents have to know, from what is there. The same notice always gives the same document.
 *
 * @param law  Of all places where its people live.
 */
export function draftBriefing({ number, type, checkCode, incident, sender, facts, schedule, policies }: StoredNotice, texts: readonly NoticeTexts[], playbook: Playbook, law: Pick<Variant, 'terms'>): BriefingDocument {
  const { name, phone, supportHours, website, checkAddress, senderName, fromEmail, timeZone } = sender;
  const { startAt, waves, waveIntervalMinutes, lateGroup } = schedule;
  return {
    notice: { number, type, checkCode },
    incident,
    company: { name, phone, supportHours, website, checkAddress, senderName, fromEmail, timeZone },
    dataInvolved: facts.dataInvolved,
    exposure: facts.exposure,
    nextUpdateAt: facts.nextUpdateAt,
    schedule: { startAt, waves, waveIntervalMinutes, lateGroup: lateGroup ?? null },
    channels: policies.channels,
    proofs: checksThatProve(facts.dataInvolved),
    words: texts.map((text) => wordsIn(text, type, facts, playbook, law)),
  };
}

/** The playbook's words in this language, else in English; a text that is only in another language is told in it all the same. */
function wordsIn({ locale, subject, emailHtml, emailText, sms }: NoticeTexts, type: NoticeType, facts: IncidentFacts, playbook: Playbook, { terms }: Pick<Variant, 'terms'>): BriefingWords {
  const { agent, voice } = playbook;
  const known = agent[locale] ? locale : locale.split('-')[0]!;
  const { briefing, never, answers } = agentWords(playbook, locale, type);
  const barred = terms.filter(({ omits }) => omits.length > 0).map((one): BarredWords => ({ name: one.name, citation: one.citation, parts: one.omits, say: silenceOf({ terms: [one] }, locale) }));
  return {
    locale, told: facts.text[locale] ?? facts.text[known] ?? null, voice: voice[known] ?? voice['en'] ?? '', rules: briefing, never, answers, ...(barred.length > 0 ? { barred } : {}),
    textsHash: sha256Hex(canonicalJson([subject, emailHtml, emailText, sms])),
  };
}

/** SHA-256 (hex): another document has another, and what was said of the one says nothing of the other. */
export const briefingHash = (document: BriefingDocument): string => sha256Hex(canonicalJson({ form: 'firstword-briefing-1', ...document }));

/** @param answers  Of every version, in any order. @returns What counts of them for this version: that the agents have it, before that somebody passed it over. */
export function standingAnswer(hash: string, answers: readonly BriefingAnswer[]): BriefingAnswer | null {
  const its = answers.filter((answer) => answer.hash === hash).sort((a, b) => a.at.getTime() - b.at.getTime());
  return its.find(({ kind }) => kind === 'given') ?? its[0] ?? null;
}

/** Nobody has answered for what the agents have to know now. */
export const isMissing = (state: BriefingState): boolean => state === 'waiting' || state === 'void';

export function briefingState(asked: boolean, hash: string, answers: readonly BriefingAnswer[]): BriefingState {
  const standing = standingAnswer(hash, answers);
  if (standing) return standing.kind;
  if (!asked) return 'not-asked';
  return answers.length > 0 ? 'void' : 'waiting';
}
