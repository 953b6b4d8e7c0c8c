import { type Brand } from '../declare/contract.js';
import { addressWith, affectedOf } from './affected-address.js';
import { type AffectedWords } from './affected.words.js';
import { wordsIn } from './check.words.js';
import { inOtherLanguages } from './chosen-language.js';

/** To whom a page speaks, and who does. */
export interface Around {
  readonly words: AffectedWords;
  /** The language that was chosen; null where the browser's is taken. */
  readonly chosen: string | null;
  readonly brand: Brand | null;
  /** Where several speak here and none is named. */
  readonly choices: readonly Brand[];
  /** Where this page is, to be read in another language. */
  readonly path: '/affected' | '/affected/code' | '/affected/answer';
}

/** What every step shows: its words, who speaks, whom to call, where else it leads. @param days  After what was settled is answered for no more. */
export function affectedFrame({ words, chosen, brand, choices, path }: Around, days: number) {
  const { lang, label, hint, button, lead, onItsWay, codeLabel, codeHint, codeButton, again, openPage, clearLater, pageShut, ended, never, choose } = words;
  const hoursOf = (one: Brand): string | null => one.supportHours[lang] ?? null;
  const id = brand?.id ?? null;
  return {
    words: { label, hint, button, lead, onItsWay, codeLabel, codeHint, codeButton, again, openPage, clearLater, pageShut, ended, never, choose, covers: words.covers(days) },
    brand: brand && { id: brand.id, name: brand.name, phone: brand.phone, website: brand.website },
    choices: choices.map((one) => ({ name: one.name, href: affectedOf(one.id, chosen), call: words.callOne(one.phone, hoursOf(one)), phone: one.phone })),
    call: brand && words.call(brand.phone, hoursOf(brand)),
    noCode: brand && words.noCode(brand.phone, hoursOf(brand)),
    lang: chosen,
    askAt: affectedOf(id, chosen),
    codeAt: addressWith('/affected/code', { brand: id, lang: chosen }),
    check: { at: addressWith('/check', { lang: chosen }), label: wordsIn(lang).title },
    languages: inOtherLanguages(lang, (other) => addressWith(path, { brand: id, lang: other })),
  };
}
