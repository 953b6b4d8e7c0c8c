import { expect, it } from '@jest/globals';
import { readingGrade } from './readability.js';

it('is low for short sentences of short words and high for long ones', () => {
  const easy = 'We found the fault. We have mended it. You can use your card again. If a charge is not yours, call your bank. Your bank sends you a new card. It costs you nothing at all.';
  const hard = 'Following comprehensive investigation, the organisation identified unauthorised exfiltration of personally identifiable information belonging to approximately forty thousand individuals, necessitating immediate notification pursuant to applicable regulatory obligations and contractual responsibilities across numerous jurisdictions.';
  expect(readingGrade(easy, 'en')).toBeLessThan(3);
  expect(readingGrade(hard, 'en')).toBeGreaterThan(20);
});

it('follows the published formula: 100 words of one syllable in sentences of ten are grade 0.11', () => {
  const text = Array.from({ length: 10 }, () => 'the cat and the dog sat on a big mat.').join(' ');
  expect(readingGrade(text, 'en')).toBeCloseTo(0.39 * 10 + 11.8 * 1 - 15.59, 10);
});

it('counts Spanish syllables: 30 words of two in sentences of five', () => {
  const text = Array.from({ length: 6 }, () => 'casa perro mesa libro niño.').join(' ');
  expect(readingGrade(text, 'es-MX')).toBeCloseTo(-0.205 * 20 + 0.049 * 200 - 3.407, 10);
});

it.each([['Too short to say.', 'en'], ['mot '.repeat(50), 'fr'], ['4111-22 https://x.example/y '.repeat(40), 'en']])('gives no grade where it would say nothing', (text, locale) => {
  expect(readingGrade(text, locale)).toBeNull();
});
