import { describe, expect, it } from '@jest/globals';
import { avoided, poissonVariance, rateRatio } from './comparison.js';

/** Three waves of 100 handed over at 0, 1 and 2 hours; hourly bins. In the third bin nobody waits any more. */
const strata = [
  { notifiedHours: 100, waitingHours: 200, notifiedCalls: 4, waitingCalls: 16 },
  { notifiedHours: 200, waitingHours: 100, notifiedCalls: 9, waitingCalls: 8 },
];

describe('two hours worked by hand', () => {
  it('avoid 8 − 4 and 16 − 9 calls', () => {
    expect(avoided(strata)).toBe(11);
  });

  it('have a Poisson variance of 4 + 4 and 32 + 9', () => {
    expect(poissonVariance(strata)).toBe(49);
  });

  it('have a rate ratio of 0.53 with the interval of independent calls', () => {
    const got = rateRatio(strata);
    const se = Math.sqrt(got?.logVariance ?? Number.NaN);
    expect(got?.value).toBeCloseTo(0.53125, 14);
    expect(se).toBeCloseTo(0.368822, 6);
    expect(0.53125 * Math.exp(-1.959964 * se)).toBeCloseTo(0.258, 3);
    expect(0.53125 * Math.exp(1.959964 * se)).toBeCloseTo(1.095, 3);
  });
});

describe('rateRatio', () => {
  it.each([
    ['nobody who waits calls', { waitingCalls: 0, notifiedCalls: 5 }],
    ['nobody who was told calls', { waitingCalls: 5, notifiedCalls: 0 }],
  ])('is unknown when %s', (_case, calls) => {
    expect(rateRatio([{ notifiedHours: 10, waitingHours: 10, ...calls }])).toBeNull();
  });

  it('is unknown without strata', () => {
    expect(rateRatio([])).toBeNull();
  });

  it('passes over a stratum without anybody', () => {
    const empty = { notifiedHours: 0, waitingHours: 0, notifiedCalls: 0, waitingCalls: 0 };
    expect(rateRatio([...strata, empty])).toEqual(rateRatio(strata));
  });
});
