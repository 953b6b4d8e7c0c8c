import { describe, expect, it } from '@jest/globals';
import { type Outcome } from '../contract.js';
import { move } from './dispatch-order.js';
import { handoverRate, keepSamples } from './handover-rate.js';
import { ledgerSum } from './ledger-sum.js';
import { planWaves, sliceStarts } from './wave-plan.js';

const START = new Date('2026-03-16T10:00:00Z');

describe('waves', () => {
  const minutes = (count: number) => new Date(START.getTime() + count * 60_000);
  const END = minutes(72 * 60);
  const slices = (cuts: readonly number[]) => planWaves([{ cuts, times: cuts.map((_, step) => minutes(15 * step)) }], END).map(({ waveNo, drawFrom, drawUntil }) => [waveNo, drawFrom, drawUntil]);

  it.each([
    ['one', [0, 10], [[0, 0, 10]]],
    ['three', [0, 4, 8, 12], [[0, 0, 4], [1, 4, 8], [2, 8, 12]]],
    ['a household that fills a slice', [0, 4, 4, 8], [[0, 0, 4], [1, 4, 8]]],
    ['everybody in one household', [7, 7, 7, 8], [[0, 7, 8]]],
  ])('%s', (_, cuts, expected) => {
    expect(slices(cuts)).toEqual(expected);
  });

  it('start when they are planned', () => {
    const [early, late] = [{ cuts: [0, 4, 8], times: [minutes(0), minutes(30)] }, { cuts: [1, 3, 5, 9], times: [minutes(30), minutes(60), null] }];
    expect(planWaves([early, late], END).map(({ waveNo, stratum, step, drawFrom, plannedAt }) => [waveNo, stratum, step, drawFrom, plannedAt.toISOString().slice(8, 16)])).toEqual([
      [0, 0, 0, 0, '16T10:00'],
      [1, 0, 1, 4, '16T10:30'],
      [2, 1, 0, 1, '16T10:30'],
      [3, 1, 1, 3, '16T11:00'],
      [4, 1, 2, 5, '19T10:00'], // as the notice expires: never
    ]);
  });

  it.each([
    ['the last of three', [0, 4, 8, 10], [[0, 4, false], [4, 8, false], [8, 10, true]]],
    ['told with the others where its household began before', [0, 4, 4, 8], [[0, 4, false], [4, 8, false]]],
    ['nobody, in one household', [0, 0, 3], [[0, 3, false]]],
    ['all but the first wave', [0, 9, 10], [[0, 9, false], [9, 10, true]]],
  ])('with a late group: %s', (_, cuts, expected) => {
    const planned = planWaves([{ cuts, times: cuts.slice(2).map((_cut, step) => minutes(15 * step)), late: { at: minutes(600) } }], END);
    expect(planned.map(({ drawFrom, drawUntil, late }) => [drawFrom, drawUntil, late])).toEqual(expected);
    expect(planned.every(({ late, plannedAt }) => late === (plannedAt.getTime() === minutes(600).getTime()))).toBe(true);
  });

  it('begin at equal parts of what a late group leaves', () => {
    const places = (members: number, waves: number, late: number) => {
      const { numerators, denominator } = sliceStarts(waves, late);
      return numerators.map((numerator) => Math.floor((numerator * members) / denominator));
    };
    expect(places(1_000, 4, 0)).toEqual([0, 250, 500, 750]);
    expect(places(1_000, 3, 10)).toEqual([0, 300, 600, 900]);
    expect(places(7, 3, 0)).toEqual([0, 2, 4]);
    expect(places(1, 1, 10)).toEqual([0, 0]); // one person: never late
  });

  it.each([[[]], [[0]], [[5, 3]], [[2, 2]]])('can\'t be made of %j', (cuts) => {
    expect(() => planWaves([{ cuts, times: [START] }], END)).toThrow(RangeError);
  });
});

describe('the sum', () => {
  const count = (outcome: Outcome, members: number) => ({ outcome, members });

  it('has every outcome, and compares with the members that were counted on their own', () => {
    expect(ledgerSum(10, [count('sent', 4), count('pending', 5), count('sent', 1)])).toEqual({
      members: 10, adds: true,
      outcomes: { pending: 5, sending: 0, sent: 5, delivered: 0, bounced: 0, failed: 0, unknown: 0, suppressed: 0, unreachable: 0, cancelled: 0 },
    });
  });

  it.each([[9], [11]])('does not add up to %i', (members) => {
    expect(ledgerSum(members, [count('sent', 10)]).adds).toBe(false);
  });
});

describe('an order to a dispatch', () => {
  it.each([
    ['running', 'pause', 'paused'], ['running', 'resume', 'already'], ['running', 'cancel', 'cancelled'],
    ['paused', 'pause', 'already'], ['paused', 'resume', 'running'], ['paused', 'cancel', 'cancelled'],
    ['cancelled', 'pause', 'over'], ['cancelled', 'resume', 'over'], ['cancelled', 'cancel', 'already'],
    ['finished', 'pause', 'over'], ['finished', 'resume', 'over'], ['finished', 'cancel', 'over'],
  ] as const)('that is %s: %s → %s', (state, order, expected) => {
    expect(move(state, order)).toBe(expected);
  });
});

describe('the rate', () => {
  const sample = (at: number, handedOver: number) => ({ at, handedOver });

  it('is what was handed over between the oldest and the newest sample', () => {
    expect(handoverRate([sample(0, 100), sample(1_000, 400), sample(2_000, 1_100)])).toBe(500);
  });
  it.each([[[]], [[sample(0, 5)]], [[sample(0, 5), sample(400, 9)]]])('is not known from %j', (samples) => {
    expect(handoverRate(samples)).toBeNull();
  });
  it('forgets what is older than fifteen seconds', () => {
    expect(keepSamples([sample(0, 1), sample(5_000, 2)], sample(16_000, 3))).toEqual([sample(5_000, 2), sample(16_000, 3)]);
    expect(keepSamples([sample(0, 1), sample(5_000, 2)], sample(60_000, 3))).toEqual([sample(5_000, 2), sample(60_000, 3)]); // a large notice is counted that seldom
    expect(keepSamples([sample(5_000, 2)], sample(5_000, 2))).toEqual([sample(5_000, 2)]);
    expect(keepSamples([sample(5_000, 2)], sample(400_000, 3))).toEqual([sample(400_000, 3)]);
  });
});
