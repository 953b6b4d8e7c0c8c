import { type GenuineNotice } from '../approve/contract.js';
import { type CheckWords } from './check.words.js';

export interface CheckShown {
  readonly words: CheckWords;
  readonly code: string;
  /** null for a code that nobody knows, and where none was asked for. */
  readonly notice: GenuineNotice | null;
  /** false where this reader asked too often. */
  readonly allowed: boolean;
  readonly simulation: boolean;
  /** Neither mail nor texts leave this installation. */
  readonly captures: boolean;
  readonly assets: string;
}

/** The answer depends on the code alone: two unknown codes get the same words. */
export function checkPage({ words, code, notice, allowed, simulation, captures, assets }: CheckShown) {
  const { lang, title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never } = words;
  const isUnknown = allowed && code !== '' && notice === null;
  return {
    page: { title, lang, assets, banner: bannerOf(simulation ? words.banner.simulated : captures ? words.banner.captured : null) },
    words: { title, lead, label, hint, button, unknown, unknownAdvice, tooMany, genuine, never },
    code, isUnknown,
    tooMany: !allowed,
    notice: notice && genuineWords(words, notice, simulation),
  };
}

/** The first sentence is what counts. */
export function bannerOf(text: string | null): { readonly strong: string; readonly rest: string } | null {
  if (text === null) return null;
  const end = text.indexOf('.') + 1;
  return { strong: text.slice(0, end), rest: text.slice(end).trim() };
}

function genuineWords(words: CheckWords, { type, sender, approvedAt, simulated }: GenuineNotice, simulation: boolean) {
  const date = new Intl.DateTimeFormat(words.dateLocale, { dateStyle: 'long', timeZone: 'UTC' }).format(approvedAt);
  return {
    brand: sender.name,
    wrote: words.wrote(sender.name, date),
    about: words.about[type],
    callUs: words.callUs(sender.phone, sender.supportHours[words.lang] ?? null),
    website: sender.website,
    simulated: simulated || simulation ? words.simulated : null,
  };
}
