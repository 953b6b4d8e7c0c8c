import { describe, expect, it } from '@jest/globals';
import { avoidedCalls } from './avoided-calls.js';
import { avoidedOverTime } from './avoided-over-time.js';
import { rateRatioByExposure } from './exposure.js';
import { placebo } from './placebo.js';
import { GROUPS, type RolloutTable } from './rollout-table.js';

const groups = Array.from({ length: GROUPS }, (_, group) => group);
const BINS = 12;

/**
 * Two waves of 10 members a group, hourly bins, handed over at 0 and 12 h. Each bin has one call of those waiting per group;
 * the notified make three in the first hour, then none but in every third group, one an hour.
 */
const table: RolloutTable = {
  origin: new Date('2026-03-02T08:00:00Z'),
  binMinutes: 60,
  observedMinutes: 24 * 60,
  horizonMinutes: 24 * 60,
  order: 'random',
  waves: [{ priority: 'all', wave: 0, handedOverMinute: 0 }, { priority: 'all', wave: 1, handedOverMinute: BINS * 60 }],
  members: groups.flatMap((group) => [0, 1].map((wave) => ({ group, priority: 'all', wave, members: 10 }))),
  calls: groups.flatMap((group) =>
    Array.from({ length: BINS }, (_, bin) => {
      const later = group % 3 === 0 ? 1 : 0;
      return { group, priority: 'all', bin, waiting: 1, notified: bin === 0 ? [3, 0, 0, 0] : bin < 4 ? [0, later, 0, 0] : [0, 0, later, 0] };
    }),
  ),
};

describe('rateRatioByExposure', () => {
  it('shows the calls that the notice provoked at first, apart from those it spared later', () => {
    const got = rateRatioByExposure(table);
    if (got.kind !== 'table') throw new Error(JSON.stringify(got));
    expect(got.bands).toMatchObject([
      { fromHours: 0, untilHours: 1, calls: 150, personHours: 500, rateRatio: { value: expect.closeTo(3, 9) } },
      { fromHours: 1, untilHours: 4, calls: 51, personHours: 1_500, rateRatio: { value: expect.closeTo(17 / 50, 9) } },
      { fromHours: 4, untilHours: 12, calls: 136, personHours: 4_000, rateRatio: { value: expect.closeTo(17 / 50, 9) } },
      { fromHours: 12, untilHours: null, calls: 0, personHours: 0, rateRatio: null },
    ]);
  });

  it('has an interval as wide as the groups differ', () => {
    const got = rateRatioByExposure(table);
    if (got.kind !== 'table') throw new Error(JSON.stringify(got));
    expect(got.bands[0]?.rateRatio?.logSe).toBeCloseTo(0, 9);
    const { value = 0, low = 0, high = 0, logSe = 0 } = got.bands[1]?.rateRatio ?? {};
    expect(Math.log(high / value)).toBeCloseTo(2.009575237 * logSe, 8);
    expect(Math.log(value / low)).toBeCloseTo(2.009575237 * logSe, 8);
    // 17 of 50 groups call: about √(33/(17·50)) for a mean of zeros and ones, on the logarithm.
    expect(logSe).toBeCloseTo(Math.sqrt(33 / (17 * 49)), 2);
  });

  it('gives the counts alone where a band has too few calls', () => {
    const quiet = table.calls.map((row) => ({ ...row, notified: row.bin === 5 && row.group < 29 ? [0, 0, 1, 0] : row.bin === 0 ? row.notified : [0, 0, 0, 0] }));
    const got = rateRatioByExposure({ ...table, calls: quiet });
    if (got.kind !== 'table') throw new Error(JSON.stringify(got));
    expect(got.bands[2]).toMatchObject({ calls: 29, rateRatio: null });
  });

  it('refuses as the headline does', () => {
    expect(rateRatioByExposure({ ...table, order: 'not-random' })).toEqual(avoidedCalls({ ...table, order: 'not-random' }));
    expect(rateRatioByExposure({ ...table, calls: [] })).toEqual(avoidedCalls({ ...table, calls: [] }));
  });
});

describe('avoidedOverTime', () => {
  it('adds up to the headline, bin by bin', () => {
    const got = avoidedOverTime(table);
    const headline = avoidedCalls(table);
    if (got.kind !== 'series' || headline.kind !== 'estimate') throw new Error('no figure');
    expect(got.bins).toHaveLength(BINS);
    expect(got.bins[0]).toEqual({
      from: new Date('2026-03-02T08:00:00Z'),
      until: new Date('2026-03-02T09:00:00Z'),
      notifiedCalls: 150,
      expectedCalls: expect.closeTo(50, 9),
      avoidedSoFar: expect.closeTo(-100, 9),
    });
    expect(got.bins.at(-1)?.avoidedSoFar).toBeCloseTo(headline.avoided, 9);
    expect(headline.avoided).toBeCloseTo(-100 + 11 * 33, 9);
  });

  it('refuses as the headline does', () => {
    expect(avoidedOverTime({ ...table, observedMinutes: 300 })).toMatchObject({ kind: 'not-enough-data' });
  });
});

describe('placebo', () => {
  it('holds where customers whom nobody wrote to call alike', () => {
    const balanced = table.calls.map((row) => ({ ...row, notified: [row.group % 2 === 0 ? 2 : 0, 0, 0, 0] }));
    expect(placebo({ ...table, calls: balanced })).toMatchObject({ holds: true, result: { kind: 'estimate', avoided: expect.closeTo(0, 9) } });
  });

  it('fails where they do not', () => {
    expect(placebo(table)).toMatchObject({ holds: false });
  });

  it('says nothing where there is no figure', () => {
    expect(placebo({ ...table, calls: [] })).toMatchObject({ holds: null, result: { kind: 'not-enough-data' } });
  });
});
