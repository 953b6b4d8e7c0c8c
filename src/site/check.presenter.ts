import { type GenuineNotice } from '../approve/contract.js';
import { type CheckWords } from './check.words.js';
import { dayIn } from './moment.js';

export interface CheckShown {
  readonly words: CheckWords;
  readonly code: string;
  /** null for a code that nobody knows, and where none was asked for. */
  readonly notice: GenuineNotice | null;
  /** false where this reader asked too often. */
  readonly allowed: boolean;
  readonly simulation: boolean;
}

/** The answer depends on the code alone: two unknown codes get the same words. */
export function checkPage({ words, code, notice, allowed, simulation }: CheckShown) {
  const { title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never, notYou, notYouHow } = words;
  const isUnknown = allowed && code !== '' && notice === null;
  return {
    words: { title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never, notYou, notYouHow },
    code, isUnknown,
    tooMany: !allowed,
    notice: notice && genuineWords(words, notice, simulation),
  };
}

function genuineWords(words: CheckWords, { type, sender, approvedAt, simulated }: GenuineNotice, simulation: boolean) {
  return {
    brand: sender.name,
    wrote: words.wrote(sender.name, dayIn(words.lang, sender.timeZone, approvedAt)),
    about: words.about[type],
    callUs: words.callUs(sender.phone, sender.supportHours[words.lang] ?? null),
    phone: sender.phone,
    website: sender.website,
    simulated: simulated || simulation ? words.simulated : null,
  };
}
