import { describe, expect, it } from '@jest/globals';
import { smsCost, type SmsPrices } from '../../kernel/sms-cost.js';
import { costOfEach, costShown, textCost } from './money.js';

const prices = (more: Partial<SmsPrices> = {}): SmsPrices => ({ currency: 'USD', byCountry: new Map([['US', 0.01], ['DE', 0.1]]), rest: null, sample: false, ...more });
const texts = [{ country: 'US', texts: 1_000, segments: 2_000 }, { country: 'GB', texts: 1, segments: 3 }];

describe('what texts cost', () => {
  it('is said country by country, and plainly where no price is set', () => {
    expect(costShown(smsCost(texts, prices()), texts)).toEqual({
      total: 'at least USD\u00a020.00', texts: 1_001, segments: 2_003, notes: ['No price is set for United Kingdom. The sum is without them.'],
      rows: [{ name: 'United States', texts: 1_000, segments: 2_000, price: 0.01, cost: 'USD\u00a020.00' }, { name: 'United Kingdom', texts: 1, segments: 3, price: null, cost: 'no price set' }],
    });
  });

  it('is segments alone where no price is set at all, and nothing of pre-flights from before', () => {
    expect(costShown(null, texts)).toMatchObject({ total: null, rows: [{ name: 'United States', segments: 2_000, cost: null }, { name: 'United Kingdom' }], notes: [expect.stringContaining('no price of a segment is set')] });
    expect(costShown(undefined, undefined)).toEqual({ total: null, texts: 0, segments: 0, rows: [], notes: [] });
    expect(costShown(null, [])).toEqual({ total: null, texts: 0, segments: 0, rows: [], notes: [] });
  });

  it('has no sum where no country has a price', () => {
    expect(costShown(smsCost([texts[1]!], prices()), texts)).toMatchObject({ total: null, notes: ['No price is set for United Kingdom. The sum is without them.'] });
  });

  it('is labelled where the prices are samples', () => {
    expect(costShown(smsCost(texts, prices({ rest: 0.05, sample: true })), texts)).toMatchObject({ total: 'USD\u00a020.15', notes: ['Sample prices of the demo, and no provider’s.'] });
  });

  it.each([
    ['US', { cost: 'USD\u00a00.02 (United States)', notes: [] }],
    ['GB', { cost: null, notes: ['No price is set for United Kingdom.'] }],
    ['', { cost: null, notes: ['No price is set for numbers of no country.'] }],
    [null, { cost: 'USD\u00a00.02 to USD\u00a00.20, by the country of the number', notes: [] }],
  ])('of one text to a number of %j', (country, said) => {
    expect(textCost(2, prices(), country)).toEqual(said);
  });

  it('of one text to so many of each country', () => {
    expect(costOfEach(2, [{ country: 'US', people: 100 }, { country: 'DE', people: 10 }], prices())).toMatchObject({
      lead: 'If everybody with a number is texted: 110 texts in 220 segments.', total: 'USD\u00a04.00', several: true, rows: [{ name: 'United States', texts: 100, segments: 200, cost: 'USD\u00a02.00' }, { name: 'Germany', cost: 'USD\u00a02.00' }],
    });
    expect(costOfEach(2, null, prices())).toBeNull();
  });
});
