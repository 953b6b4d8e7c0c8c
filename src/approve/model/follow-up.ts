import type { Finding } from '../../compose/contract.js';
import type { FactsText, IncidentFacts } from '../../declare/contract.js';
import type { NoticeType } from '../contract.js';

/** What a notice says, as far as it has to fit what was said before it. */
interface Said {
  readonly number: number;
  readonly type: NoticeType;
  readonly facts: IncidentFacts;
}

type FollowUpRule = 'promise-passed' | 'nothing-new' | 'all-clear-as-before';
const LONGEST_EXCERPT = 80;

/**
 * What is wrong of a notice by the time and by what readers have had already, in each language that it is written in.
 *
 * @param before  The newest notice that went out before it; null where there is none.
 * @returns `block` for an all-clear that asks for what was asked for while nothing was mended: it contradicts itself. A promise for a time that
 *   has passed is a warning, and an update that brings nothing new: sometimes that it comes in time is all there is to say.
 */
export function followUpFindings({ type, facts }: Said, before: Said | null, locales: readonly string[], now: Date): readonly Finding[] {
  return locales.flatMap((locale) => [...promisePassed(type, facts, locale, now), ...(before === null ? [] : asBefore(type, before, wordsOf(facts, locale), wordsOf(before.facts, locale), locale))]);
}

function promisePassed(type: NoticeType, { nextUpdateAt }: IncidentFacts, locale: string, now: Date): readonly Finding[] {
  if (type === 'resolution' || nextUpdateAt === null || new Date(nextUpdateAt) > now) return [];
  return [finding('promise-passed', 'warn', locale, nextUpdateAt, 'Readers are promised to hear again by a time that has passed.', 'Change what is known: when they hear from us next. Then take that over.')];
}

function asBefore(type: NoticeType, { number }: Said, words: FactsText | null, had: FactsText | null, locale: string): readonly Finding[] {
  if (words === null || had === null) return [];
  const steps = words.whatYouCanDo.length > 0 && same(words.whatYouCanDo.join('\n'), had.whatYouCanDo.join('\n'));
  const done = same(words.whatWeDo, had.whatWeDo);
  const happened = same(words.whatHappened, had.whatHappened);
  if (type === 'resolution' && (happened || done) && steps) {
    return [finding('all-clear-as-before', 'block', locale, words.whatYouCanDo.join(' '), `It says that all is over, and word for word what notice ${number} said while it was not.`, 'Change what is known: what happened, what was done, and what is left for people to do. Then take that over.')];
  }
  if (type === 'resolution' && done) return [finding('nothing-new', 'warn', locale, words.whatWeDo, `“What we have done” reads as in notice ${number}.`, 'Change what is known, and take that over.')];
  if (type === 'update' && happened) return [finding('nothing-new', 'warn', locale, words.whatHappened, `Under “What is new” people read what notice ${number} told them.`, 'Change what is known, and take that over.')];
  return [];
}

/** A language's own words, else those of the language that it is a variant of. */
const wordsOf = ({ text }: IncidentFacts, locale: string): FactsText | null => text[locale] ?? text[locale.split('-')[0]!] ?? null;

const plain = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().toLowerCase();
const same = (one: string, other: string): boolean => plain(one) === plain(other) && plain(one) !== '';

const finding = (rule: FollowUpRule, severity: Finding['severity'], locale: string, text: string, why: string, fix: string): Finding =>
  ({ rule, severity, part: 'emailText', locale, where: excerpt(text), why, fix });

/** Pages put a full stop behind it. */
const excerpt = (text: string): string => (text.length <= LONGEST_EXCERPT ? text.replace(/\.$/, '') : `${text.slice(0, LONGEST_EXCERPT - 1)}…`);

/** The newest of an incident's notices that was approved before it: whatever came of it, somebody may have read it. */
export const newestBefore = <Earlier extends Said & { readonly approvedAt: Date | null }>(notices: readonly Earlier[], number: number): Earlier | null =>
  notices.filter((one) => one.number < number && one.approvedAt !== null).reduce<Earlier | null>((newest, one) => (newest !== null && newest.number > one.number ? newest : one), null);
