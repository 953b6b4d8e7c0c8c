import { countryOfNumber } from '../../kernel/phone-country.js';

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
