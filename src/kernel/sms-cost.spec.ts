import { describe, expect, it } from '@jest/globals';
import { priceIn, smsCost, type SmsPrices } from './sms-cost.js';

const prices = (more: Partial<SmsPrices> = {}): SmsPrices => ({ currency: 'USD', byCountry: new Map([['US', 0.0079], ['DE', 0.0775]]), rest: null, sample: false, ...more });
const texts = [{ country: 'US', texts: 1_000, segments: 2_000 }, { country: 'DE', texts: 10, segments: 30 }, { country: 'GB', texts: 1, segments: 3 }, { country: '', texts: 1, segments: 1 }];

describe('smsCost', () => {
  it('is the segments of each country at its price, and names what has none', () => {
    expect(smsCost(texts, prices())).toEqual({
      currency: 'USD', total: 18.125, unpriced: ['GB', ''], sample: false,
      countries: [
        { country: 'US', texts: 1_000, segments: 2_000, price: 0.0079, cost: 15.8 }, { country: 'DE', texts: 10, segments: 30, price: 0.0775, cost: 2.325 },
        { country: 'GB', texts: 1, segments: 3, price: null, cost: null }, { country: '', texts: 1, segments: 1, price: null, cost: null },
      ],
    });
  });

  it('takes the price of the rest where there is one, and a price of nothing for what it is', () => {
    const free = prices({ rest: 0.05, byCountry: new Map([['US', 0]]) });
    expect(smsCost(texts, free)).toMatchObject({ total: 1.7, unpriced: [] });
    expect([priceIn(free, 'US'), priceIn(free, 'FR'), priceIn(prices(), 'FR')]).toEqual([0, 0.05, null]);
  });

  it('adds up seventy millions of segments without a rounding in between', () => {
    expect(smsCost([{ country: 'US', texts: 70_000_000, segments: 70_000_001 }], prices()).total).toBe(553_000.0079);
    expect(smsCost([], prices())).toEqual({ currency: 'USD', total: 0, countries: [], unpriced: [], sample: false });
  });
});
