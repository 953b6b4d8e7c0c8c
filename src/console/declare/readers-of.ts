import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { chooseLocale } from '../../compose/model/choose-locale.js';
import { languageName, people } from '../page/words.js';

/** Languages in which the affected would be written to, whether there are words in them yet or not. */
export interface Languages {
  /** The brand's: it serves whoever can't be served in their own. */
  readonly own: string;
  readonly all: readonly string[];
  /** Of them, those in which nobody has said what happened. */
  readonly unwritten: readonly string[];
}

/** Whoever is to be written to in one language, and whose numbers are where; each null before that is counted. */
export interface Readers {
  readonly readers: number | null;
  readonly numbers: readonly { readonly country: string; readonly people: number }[] | null;
  /** Of the readers, those who wish for another language, by their wish. */
  readonly strangers: readonly { readonly wish: string; readonly people: number }[];
}

/** Who is to be written to in a language, as the notice chooses it: a language that still lacks its words keeps its readers, and no other takes them. */
export function readersOf(locale: string, { own, all }: Languages, counts: ExactCounts | null): Readers {
  if (counts === null) return { readers: null, numbers: null, strangers: [] };
  const isMet = (wish: string): boolean => chooseLocale(wish, all, own) === locale;
  const wishes = Object.entries(counts.byLocale).filter(([wish]) => isMet(wish));
  const byCountry = new Map<string, number>();
  for (const { country, people: count } of (counts.numbers ?? []).filter((one) => isMet(one.locale))) byCountry.set(country, (byCountry.get(country) ?? 0) + count);
  return {
    readers: wishes.reduce((sum, [, count]) => sum + count, 0),
    numbers: counts.numbers ? [...byCountry].map(([country, count]) => ({ country, people: count })) : null,
    strangers: wishes.filter(([wish]) => isLanguage(wish) && spoken(wish) !== spoken(locale)).map(([wish, count]) => ({ wish, people: count })),
  };
}

const spoken = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0]!;
const isLanguage = (wish: string): boolean => wish !== 'unknown' && /^[a-z]{2,3}([-_]|$)/i.test(wish);

/** What is to be said of readers who wish for a language that there are no texts in. */
export const strangersNotes = (locale: string, { strangers }: Readers): readonly string[] =>
  strangers.map(({ wish, people: count }) => `${people(count)} would read ${languageName(wish)}, in which there is no text; they are written to in ${languageName(locale)}.`);

/** A language without words, and how many wait for them; `count` null before that is counted. */
export interface Unwritten {
  readonly locale: string;
  readonly language: string;
  readonly count: number | null;
  /** The field in which its words begin. */
  readonly href: string;
}

/** Languages without words that somebody would be written to in; all of them before the people are counted. */
export const unwrittenOf = (languages: Languages, counts: ExactCounts | null): readonly Unwritten[] =>
  languages.unwritten
    .map((locale) => ({ locale, language: languageName(locale), count: readersOf(locale, languages, counts).readers, href: `/incidents/new/what#whatHappened-${locale}` }))
    .filter(({ count }) => count !== 0);
