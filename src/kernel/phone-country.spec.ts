import { describe, expect, it } from '@jest/globals';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { countryOfNumber, numberBeginning } from './phone-country.js';

describe('countryOfNumber', () => {
  it.each([
    ['+12065550123', 'US'], ['+12045550123', 'CA'], ['+18765550123', 'JM'], ['+18005550123', 'US'],
    ['+447400123456', 'GB'], ['+447700312345', 'JE'], ['+447457612345', 'IM'], ['+447911712345', 'GG'],
    ['+4915112345678', 'DE'], ['+77011234567', 'KZ'], ['+79161234567', 'RU'], ['+358401234567', 'FI'], ['+590690001234', 'GP'],
    ['+80012345678', null], ['+881612345678', null],
  ])('%s is %s, and so is its beginning', (number, country) => {
    expect([countryOfNumber(number), countryOfNumber(numberBeginning(number))]).toEqual([country, country]);
  });

  it('is what libphonenumber says of whole numbers that can get texts, of shared calling codes', () => {
    const wrong = sharedNumbers().filter((number) => countryOfNumber(number) !== (parsePhoneNumberFromString(number)?.country ?? null));
    expect(wrong).toEqual([]);
  });

  it.each([['+12065550101', '+1206'], ['+4915112345678', '+4915112'], ['+3725123456', '+37251'], ['+1234', '+']])('%s begins with %s', (number, beginning) => {
    expect(numberBeginning(number)).toBe(beginning);
  });
});

/** Numbers of the codes that several countries share, drawn with a fixed seed. Lines of the French Antilles and premium numbers are told apart by later digits alone, and no text goes there. */
function sharedNumbers(): readonly string[] {
  let state = 7;
  const digit = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * 10);
  };
  const drawn = ['1', '7', '39', '44', '47', '61', '212', '262', '358', '590', '599'].flatMap((code) =>
    Array.from({ length: 2_000 }, (_, index) => `+${code}${Array.from({ length: code === '1' ? 10 : [8, 9, 10, 9][index % 4]! }, digit).join('')}`));
  const texted = drawn.filter((number) => /MOBILE/.test(parsePhoneNumberFromString(number)?.getType() ?? ''));
  expect(texted.length).toBeGreaterThan(1_000);
  return texted;
}
