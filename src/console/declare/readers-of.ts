import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { type FirstWord } from '../../compose/first-words.service.js';
import { type Readers } from './words.presenter.js';

const speaks = (wish: string, language: string): boolean => wish.toLowerCase().split(/[-_]/)[0] === language.split('-')[0];

/** Who is written to in a language: wishes that are met by exactly this one or one of its own; the brand's, which comes first, serves the rest. */
export function readersOf(locale: string, all: readonly Pick<FirstWord, 'locale'>[], counts: ExactCounts | null): Readers {
  if (counts === null) return { readers: null, numbers: null };
  const isMet = (wish: string): boolean => speaks(wish, locale) || (locale === all[0]?.locale && !all.some((other) => speaks(wish, other.locale)));
  const byCountry = new Map<string, number>();
  for (const { country, people } of (counts.numbers ?? []).filter((one) => isMet(one.locale))) byCountry.set(country, (byCountry.get(country) ?? 0) + people);
  return {
    readers: Object.entries(counts.byLocale).filter(([wish]) => isMet(wish)).reduce((sum, [, count]) => sum + count, 0),
    numbers: counts.numbers ? [...byCountry].map(([country, people]) => ({ country, people })) : null,
  };
}
