import { countryOfNumber } from '../../kernel/phone-country.js';
import { type PlaceHint, placeOf } from './place-of.js';

/** Everybody whom a selection means, counted one by one. */
export interface ExactCounts {
  readonly members: number;
  /** Members with an address on the channel; one person can be in both. */
  readonly email: number;
  readonly sms: number;
  readonly unreachable: number;
  /** Members of whom an address is suppressed on every channel that they have. */
  readonly suppressed: number;
  readonly byLocale: Readonly<Record<string, number>>;
  /** Members whose number can be written to, by the language that they wish for and the country of the number; absent in counts from before they were counted so. */
  readonly numbers?: readonly CountedNumbers[];
  /** All members, by what is known of where they live; absent likewise. */
  readonly homes?: readonly CountedHomes[];
}

export interface CountedHomes {
  /** ISO 3166 alpha-2; null where nobody has said. */
  readonly country: string | null;
  /** Of the United States the state, where it can be told; else as the data spell it, where no country is known. */
  readonly region: string | null;
  readonly people: number;
}

export interface CountedNumbers {
  /** 'unknown' where nobody has said. */
  readonly locale: string;
  /** ISO 3166 alpha-2; '' where the number tells none. */
  readonly country: string;
  readonly people: number;
}

/** @param counted  By the readable beginnings of numbers, without their plus sign. */
export function numbersByCountry(counted: readonly { readonly locale: string; readonly beginning: string; readonly people: number }[]): readonly CountedNumbers[] {
  const sums = new Map<string, CountedNumbers>();
  for (const { locale, beginning, people } of counted) {
    const country = countryOfNumber(`+${beginning}`) ?? '';
    const key = `${locale} ${country}`;
    sums.set(key, { locale, country, people: (sums.get(key)?.people ?? 0) + people });
  }
  return [...sums.values()].sort((a, b) => b.people - a.people);
}

/** @param counted  As the data spell it: each combination once. @returns Most first. */
export function homesOf(counted: readonly (PlaceHint & { readonly people: number })[]): readonly CountedHomes[] {
  const sums = new Map<string, CountedHomes>();
  for (const { people, ...hint } of counted) {
    const home = homeOf(hint);
    const key = `${home.country ?? ''} ${home.region ?? ''}`;
    sums.set(key, { ...home, people: (sums.get(key)?.people ?? 0) + people });
  }
  return [...sums.values()].sort((a, b) => b.people - a.people || (a.region ?? '').localeCompare(b.region ?? '', 'en'));
}

/** No more than tells the place. Without a country, any sign of a home is kept: the brand's country goes by it. */
function homeOf({ country, region, postal }: PlaceHint): Omit<CountedHomes, 'people'> {
  const asUs = placeOf({ country: country ?? 'US', region, postal }, 'US')!;
  const state = asUs.startsWith('US-') ? asUs.slice('US-'.length) : null;
  return { country, region: state ?? (country === null ? (region ?? postal) : null) };
}

/** Where these people live, as laws count it; '' where nothing is known. @param defaultCountry  The brand's, for those of whom only a region or a postal code is known. */
export function placesOf(homes: readonly CountedHomes[], defaultCountry: string): readonly { readonly place: string; readonly people: number }[] {
  const sums = new Map<string, number>();
  for (const { country, region, people } of homes) {
    const place = placeOf({ country, region, postal: null }, defaultCountry) ?? '';
    sums.set(place, (sums.get(place) ?? 0) + people);
  }
  return [...sums].map(([place, people]) => ({ place, people }));
}
