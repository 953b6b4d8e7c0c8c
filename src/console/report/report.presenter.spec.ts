import { describe, expect, it } from '@jest/globals';
import { smsCost } from '../../kernel/sms-cost.js';
import { textsPart } from './report.presenter.js';

const BY_COUNTRY = [{ country: 'US', texts: 3_900, segments: 7_800 }, { country: 'GB', texts: 1, segments: 1 }];
const TEXTS = { texts: 3_901, segments: 7_801, byCountry: BY_COUNTRY };
const PRICES = { currency: 'USD', byCountry: new Map([['US', 0.0079]]), rest: null, sample: false };
const part = (texts: Parameters<typeof textsPart>[0]['texts']) => textsPart({ number: 1, type: 'initial', ...(texts === undefined ? {} : { texts }) });

describe('what the texts of a notice cost, in its report', () => {
  it('is said by country, with the sum of those that have a price and the name of the one that has none', () => {
    expect(part({ ...TEXTS, cost: smsCost(BY_COUNTRY, PRICES) })).toEqual([{
      title: 'Notice 1: first word', lead: '3,901 texts in 7,801 segments.',
      costs: {
        total: 'at least USD\u00a061.62', texts: 3_901, segments: 7_801, notes: ['No price is set for United Kingdom. The sum is without them.'],
        rows: [{ name: 'United States', texts: 3_900, segments: 7_800, price: 0.0079, cost: 'USD\u00a061.62' }, { name: 'United Kingdom', texts: 1, segments: 1, price: null, cost: 'no price set' }],
      },
    }]);
  });
  it('has no sum and says why where no price is set', () => {
    expect(part({ ...TEXTS, cost: null })).toMatchObject([{ costs: { total: null, notes: [expect.stringContaining('no price of a segment is set')] } }]);
  });
  it('is one text in the singular, and none in words', () => {
    expect(part({ texts: 1, segments: 1, byCountry: [BY_COUNTRY[1]!], cost: smsCost([BY_COUNTRY[1]!], PRICES) })).toMatchObject([{ lead: '1 text in 1 segment.', costs: { total: null } }]);
    expect(part({ texts: 0, segments: 0, byCountry: [], cost: smsCost([], PRICES) })).toMatchObject([{ lead: 'It had no texts.', costs: { total: null, rows: [], notes: [] } }]);
  });
  it('is nothing in a report from before it was named', () => {
    expect([part(undefined), part(null)]).toEqual([[], []]);
  });
});
