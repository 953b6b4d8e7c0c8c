import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isNoChance, personalLook } from './personal-look.js';
import { numbersIn } from './whole-numbers.js';

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });

/** The digit that makes the number pass, by trying all ten: another way than the code's. */
function withCheckDigit(body: readonly number[]): string {
  const doubled = (digit: number) => [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]!;
  const sum = (all: readonly number[]) => all.toReversed().reduce((total, digit, at) => total + (at % 2 === 0 ? digit : doubled(digit)), 0);
  return [...body, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((last) => sum([...body, last]) % 10 === 0)!].join('');
}
const card = fc.tuple(fc.constantFrom(3, 4, 5, 6), fc.integer({ min: 11, max: 16 }).chain(digits)).map(([first, rest]) => withCheckDigit([first, ...rest])).filter((number) => new Set(number).size > 1);

describe('what a value looks like', () => {
  it.each([
    ['note', '4111 1111 1111 1111', ['card-number']],
    ['note', 'paid with 5500-0000-0000-0004 on Monday', ['card-number']],
    ['note', 'SSN 078-05-1120', ['government-number']],
    ['note', '12345678Z', ['government-number']],
    ['note', 'QQ123456C', []], // never issued
    ['note', 'AB 12 34 56 C', ['government-number']],
    ['note', 'GB82 WEST 1234 5698 7654 32', ['account-number']],
    ['contact', 'ask ana@example.org, please', ['email']],
    ['contact', '+1 (206) 555-0101', ['phone']],
    ['contact', '206-555-0101', ['phone']],
    ['mobile', '0170 1234567', ['phone']],
    ['date of birth', '1984-02-29', ['birth-date']],
    ['Geburtsdatum', '29.02.1984', ['birth-date']],
    ['street', '12 Harbour Road', ['street-address']],
  ])('%s: %s', (column, value, is) => {
    expect(personalLook(column, value).is).toEqual(is);
  });

  it.each([
    ['tier', 'gold'], ['since', '2026-03-03T10:00:00Z'], ['since', '2026-03-03 10:00:00+02:00'], ['made', '20260303100000123'], ['epoch', '1772532000000'], ['store', '3'], ['amount', '1234.50'], ['place', '47.6062,-122.3321'],
    ['id', '018f4b7a-0000-7000-8000-000000000001'], ['ip_address', '203.0.113.7'], ['handle', '@ana'], ['order', 'A-2026-000123'], ['address_changed', 'yes'], ['zip', '98101-1234'], ['birthplace', 'Bilbao'],
  ])('nothing of anybody: %s %s', (column, value) => {
    expect(personalLook(column, value).is).toEqual([]);
  });

  it('is a card wherever its digits stand, in any grouping, and none with one digit changed', () => {
    fc.assert(fc.property(card, fc.constantFrom('', ' ', '-'), fc.constantFrom(['', ''], ['card: ', '.'], ['(', ') since May']), fc.integer({ min: 1, max: 9 }), (number, gap, [before, after], step) => {
      const grouped = [...number].map((digit, at) => (at > 0 && at % 4 === 0 ? gap + digit : digit)).join('');
      expect(personalLook('note', `${before}${grouped}${after}`).is).toContain('card-number');
      const last = (Number(number.at(-1)) + step) % 10;
      const changed = personalLook('note', number.slice(0, -1) + String(last));
      expect([changed.is.includes('card-number'), changed.nearly.includes('card-number')]).toEqual([false, true]);
    }));
  });

  it('is found in a whole address of e-mail or a number in E.164, whatever stands around it', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(fc.property(word, word, word, (one, two, three) => {
      expect(personalLook('x', `${one} ${two}.${three}@${one}.example, ${two}`).is).toEqual(['email']);
    }));
    fc.assert(fc.property(fc.constantFrom('+1206555', '+4930123', '+34911'), digits(6), (start, rest) => {
      expect(personalLook('x', `call ${start}${rest.join('')}`).is).toContain('phone');
    }));
  });

  it('takes no time for a long text, and looks at its beginning alone', () => {
    for (const text of ['1'.repeat(30_000), 'a@'.repeat(15_000), '1 '.repeat(15_000), 'A1'.repeat(15_000)]) {
      const began = performance.now();
      personalLook('note', text);
      expect(performance.now() - began).toBeLessThan(200);
    }
  });

  it('is no number by chance, where most of a column fail its check', () => {
    expect([isNoChance(0, 0), isNoChance(1, 0), isNoChance(1, 9), isNoChance(1, 10), isNoChance(5, 95), isNoChance(30, 70)]).toEqual([false, true, true, false, false, true]);
    const orders = Array.from({ length: 2_000 }, (_, at) => String(4_000_000_000_000_000 + at * 7_919));
    const real = orders.filter((order) => numbersIn(order).some((one) => one.real)).length;
    expect([real > 100, isNoChance(real, orders.length - real)]).toEqual([true, false]);
  });
});
