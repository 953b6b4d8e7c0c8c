import { describe, expect, it } from '@jest/globals';
import { expectedPrecision, planLatePrecision, planPrecision } from './precision-plan.js';

describe('planPrecision', () => {
  it('weighs waiting and notified calls by the integrals up to nine tenths told', () => {
    // −ln 0.1 − 0.9 − 0.405 = 0.9976 and 0.405.
    const got = planPrecision({ calls: 2_000, incidentCalls: 2_000, rateRatio: 0.5, callClustering: 1 });
    expect(got.expectedAvoided).toBeCloseTo(405, 9);
    expect(got.expectedSe).toBeCloseTo(Math.sqrt(2_000 * (0.997585 + 0.405 * 0.5)), 3);
    expect(got.relativeHalfWidth).toBeCloseTo((2.009575 * got.expectedSe) / 405, 6);
    expect(got.expectedCalls).toEqual({ notified: expect.closeTo(405, 9), waiting: expect.closeTo(990, 9) });
  });

  it('counts calls about other things to the noise and not to the effect', () => {
    const alone = planPrecision({ calls: 1_000, incidentCalls: 1_000, rateRatio: 0.5, callClustering: 1 });
    const mixed = planPrecision({ calls: 2_000, incidentCalls: 1_000, rateRatio: 0.5, callClustering: 1 });
    expect(mixed.expectedAvoided).toBe(alone.expectedAvoided);
    expect(mixed.expectedSe).toBeCloseTo(Math.sqrt(2_000 * (0.997585 + 0.405 * 0.75)), 3);
  });

  it('widens with repeated calls, by a factor of √2 unless told otherwise', () => {
    const plan = { calls: 1_000, incidentCalls: 800, rateRatio: 0.7 };
    expect(planPrecision(plan).expectedSe / planPrecision({ ...plan, callClustering: 1 }).expectedSe).toBeCloseTo(Math.SQRT2, 12);
  });

  it('expects a negative figure where the notice is taken to provoke', () => {
    expect(planPrecision({ calls: 1_000, incidentCalls: 1_000, rateRatio: 2 })).toMatchObject({
      expectedAvoided: expect.closeTo(-405, 9),
      relativeHalfWidth: expect.any(Number),
    });
  });

  it('has no relative width without an effect', () => {
    expect(planPrecision({ calls: 1_000, incidentCalls: 1_000, rateRatio: 1 }).relativeHalfWidth).toBeNull();
    expect(planPrecision({ calls: 0, incidentCalls: 0, rateRatio: 0.5 })).toMatchObject({ expectedSe: 0, relativeHalfWidth: null });
  });

  it.each([
    [600, 1, true], // 297 waiting, 243 notified
    [500, 1, false], // 247.5 waiting
    [600, 0.4, false], // 97.2 notified
  ])('says of %i calls at ratio %d whether a figure can be shown: %s', (calls, rateRatio, enough) => {
    expect(planPrecision({ calls, incidentCalls: calls, rateRatio }).enoughCalls).toBe(enough);
  });

  it.each([
    { calls: 10, incidentCalls: 11, rateRatio: 1 },
    { calls: -1, incidentCalls: -1, rateRatio: 1 },
    { calls: 10, incidentCalls: 5, rateRatio: -1 },
    { calls: 10, incidentCalls: 5, rateRatio: 1, callClustering: 0.5 },
    { calls: Number.NaN, incidentCalls: 0, rateRatio: 1 },
  ])('refuses %j', (plan) => {
    expect(() => planPrecision(plan)).toThrow(RangeError);
  });
});

describe('a late group', () => {
  it('stands for all others: their calls at its rate, less those they make', () => {
    // 10,000 calls: 500 wait; of 9,500 half are made. (0.95/0.05)² · 500 + 4,750.
    const got = planLatePrecision({ calls: 10_000, incidentCalls: 10_000, rateRatio: 0.5, callClustering: 1 }, 0.05);
    expect(got.expectedAvoided).toBeCloseTo(4_750, 9);
    expect(got.expectedSe).toBeCloseTo(Math.sqrt(361 * 500 + 4_750), 6);
    expect(got).toMatchObject({ enoughCalls: true, expectedCalls: { waiting: expect.closeTo(500, 9), notified: expect.closeTo(4_750, 9) } });
  });

  it('is more precise the larger it is', () => {
    const plan = { calls: 10_000, incidentCalls: 8_000, rateRatio: 0.5 };
    expect(planLatePrecision(plan, 0.1).relativeHalfWidth!).toBeLessThan(planLatePrecision(plan, 0.05).relativeHalfWidth!);
  });

  it.each([0, 1, Number.NaN])('of %d of the people is none', (share) => {
    expect(() => planLatePrecision({ calls: 10, incidentCalls: 10, rateRatio: 1 }, share)).toThrow(RangeError);
  });

  it('and a plan without one are asked for by people and callers', () => {
    const asked = { people: 100_000, callsPerThousand: 40, rateRatio: 0.5 };
    expect(expectedPrecision({ ...asked, latePercent: null })).toEqual(planPrecision({ calls: 5_000, incidentCalls: 4_000, rateRatio: 0.5 }));
    expect(expectedPrecision({ ...asked, latePercent: 10 })).toEqual(planLatePrecision({ calls: 5_000, incidentCalls: 4_000, rateRatio: 0.5 }, 0.1));
  });
});
