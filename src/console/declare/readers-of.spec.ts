import { describe, expect, it } from '@jest/globals';
import { type ExactCounts } from '../../audience/model/exact-counts.js';
import { readersOf, strangersNotes, unwrittenOf } from './readers-of.js';

const counts = {
  members: 1_028, email: 968, sms: 810, unreachable: 14, suppressed: 0, byLocale: { 'en-US': 810, unknown: 3, 'es-MX': 200, es: 5, 'fr-CA': 10 },
  numbers: [{ locale: 'en-US', country: 'US', people: 600 }, { locale: 'es-MX', country: 'US', people: 150 }, { locale: 'es', country: 'MX', people: 5 }, { locale: 'fr-CA', country: 'CA', people: 8 }],
} satisfies ExactCounts;
const spanishLacks = { own: 'en', all: ['en', 'es'], unwritten: ['es'] };

describe('readers of a language', () => {
  it('are not those of a language whose words are still lacking', () => {
    expect(readersOf('en', spanishLacks, counts)).toMatchObject({ readers: 823, numbers: [{ country: 'US', people: 600 }, { country: 'CA', people: 8 }] });
    expect(readersOf('es', spanishLacks, counts)).toMatchObject({ readers: 205, numbers: [{ country: 'US', people: 150 }, { country: 'MX', people: 5 }], strangers: [] });
  });

  it('add up to everybody, whatever is written', () => {
    for (const unwritten of [[], ['es'], ['en'], ['en', 'es']]) expect(['en', 'es'].reduce((sum, locale) => sum + readersOf(locale, { ...spanishLacks, unwritten }, counts).readers!, 0)).toBe(counts.members);
  });

  it('who wish for a language without texts are written to in the brand’s, and the page says so', () => {
    expect(strangersNotes('en', readersOf('en', spanishLacks, counts))).toEqual(['10 people would read French (Canada), in which there is no text; they are written to in English.']);
  });

  it('are none that anybody knows before they are counted', () => {
    expect(readersOf('en', spanishLacks, null)).toEqual({ readers: null, numbers: null, strangers: [] });
  });
});

describe('a language without words', () => {
  it('is named with the number of people who wait for it, and where its words begin', () => {
    expect(unwrittenOf(spanishLacks, counts)).toEqual([{ locale: 'es', language: 'Spanish', count: 205, href: '/incidents/new/what#whatHappened-es' }]);
  });

  it('that nobody would read is not in the way', () => {
    expect(unwrittenOf({ own: 'en', all: ['en', 'es'], unwritten: ['en'] }, { ...counts, byLocale: { es: 205 } })).toEqual([]);
  });
});
