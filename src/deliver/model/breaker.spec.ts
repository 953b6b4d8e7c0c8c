import { describe, expect, it } from '@jest/globals';
import { type Evidence, type Health, healthAfter, restingAfter, trustedRate, weights } from './breaker.js';

const WORKING: Health = { state: 'working', share: 1, since: 0, steppedAt: 0, until: null, trips: 0, code: null, reason: null };
const QUIET: Evidence = { answers: 0, failures: 0, failure: null, misconfigured: null, receipts: null };
const away = { code: 'ECONNREFUSED', reason: 'The relay is away.' };
const failing: Evidence = { ...QUIET, answers: 10, failures: 10, failure: away };
const fine: Evidence = { ...QUIET, answers: 30 };
const MINUTE = 60_000;
/** Judged at each of these seconds with the same evidence. */
const judged = (health: Health, evidence: Evidence, other: boolean, ...seconds: readonly number[]): Health => seconds.reduce((last, at) => healthAfter(last, evidence, other, at * 1_000), health);

describe('a provider\'s health', () => {
  it.each<[string, Partial<Evidence>, boolean, object]>([
    ['a failure or two', { answers: 4, failures: 4, failure: away }, false, { state: 'working' }],
    ['fewer than half, alone', { answers: 11, failures: 5, failure: away }, false, { state: 'working' }],
    ['a fifth of many, with another', { answers: 25, failures: 5, failure: away }, true, { state: 'easing', share: 0.8 }],
    ['a fifth of many, alone', { answers: 25, failures: 5, failure: away }, false, { state: 'working', share: 1 }],
    ['half of all, alone', failing, false, { state: 'shut', share: 0, until: 1_000_000 + 1_000, reason: 'The relay is away.' }],
    ['half of all, with another', failing, true, { state: 'easing', share: 0.5, reason: 'The relay is away.' }],
    ['a wrong password', { misconfigured: { code: '535', reason: 'password' } }, true, { state: 'needs-person', share: 0, reason: 'password' }],
    ['late receipts, with another', { receipts: { texts: 100, late: 15, minutes: 5 } }, true, { state: 'easing', share: 0.8, code: 'receipts-late' }],
    ['receipts a little late', { receipts: { texts: 100, late: 14, minutes: 5 } }, true, { state: 'working' }],
    ['late receipts of a few', { receipts: { texts: 19, late: 19, minutes: 5 } }, true, { state: 'working' }],
    ['late receipts, alone', { receipts: { texts: 100, late: 90, minutes: 5 } }, false, { state: 'working' }],
  ])('after %s', (_, evidence, other, expected) => {
    expect(healthAfter(WORKING, { ...QUIET, ...evidence }, other, 1_000_000)).toMatchObject(expected);
  });

  it('moves its traffic to the other in steps, five seconds apart, and is shut after the last', () => {
    const shares = [1_000, 1_001, 1_004, 1_005, 1_010, 1_015].map((_, index, all) => judged(WORKING, failing, true, ...all.slice(0, index + 1)).share);
    expect(shares).toEqual([0.5, 0.5, 0.5, 0.25, 0.125, 0]);
  });

  it('is eased by late receipts once a minute, and never to nothing: nobody would see it recover', () => {
    const late = { ...QUIET, receipts: { texts: 100, late: 50, minutes: 5 } };
    expect(judged(WORKING, late, true, 0, 30, 59).share).toBe(0.8);
    expect(judged(WORKING, late, true, 0, 60, 120, 180, 240, 300, 360)).toMatchObject({ state: 'easing', share: 0.1 });
  });

  it('comes back by tenths after it was eased', () => {
    const eased: Health = { ...WORKING, state: 'easing', share: 0.6, steppedAt: 0 };
    expect(judged(eased, fine, true, 59).share).toBe(0.6);
    expect(judged(eased, fine, true, 60, 120, 180).share).toBeCloseTo(0.9);
    expect(judged(eased, fine, true, 60, 120, 180, 240)).toMatchObject({ state: 'working', share: 1, reason: null });
  });

  it('is tried by a few once its time is over, and comes back by doubling', () => {
    const shut = healthAfter({ ...WORKING, state: 'easing', share: 0.125 }, failing, true, 0);
    expect(shut).toMatchObject({ state: 'shut', until: 15_000 });
    expect(judged(shut, QUIET, true, 14)).toBe(shut);
    const probing = judged(shut, QUIET, true, 15);
    expect([probing.state, trustedRate(probing, 1_000, true)]).toEqual(['probing', 1]);
    expect(judged(probing, { ...QUIET, answers: 9 }, true, 20)).toBe(probing);
    const returning = judged(probing, { ...QUIET, answers: 10 }, true, 25);
    expect(returning).toMatchObject({ state: 'returning', share: 0.1 });
    expect(trustedRate(returning, 1_000, true)).toBe(100);
    expect(judged(returning, fine, true, 30, 35, 40).share).toBeCloseTo(0.8);
    expect(judged(returning, fine, true, 30, 35, 40, 45)).toMatchObject({ state: 'working', share: 1 });
  });

  it('is left alone for longer each time it fails again', () => {
    let health = WORKING;
    const waits: number[] = [];
    for (let now = 0; waits.length < 8; now = health.until!) {
      health = healthAfter(health.state === 'shut' ? { ...health, state: 'probing' } : health, failing, false, now);
      waits.push((health.until! - now) / 1_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    const calm = { ...WORKING, trips: 5, since: 0 };
    expect(healthAfter(calm, failing, false, 11 * MINUTE)).toMatchObject({ trips: 1 });
    expect(healthAfter(calm, failing, false, 9 * MINUTE)).toMatchObject({ trips: 6 });
  });

  it('needs somebody again where the probe is refused like before', () => {
    const refused = { ...QUIET, answers: 1, misconfigured: { code: '535', reason: 'password' } };
    const first = healthAfter(WORKING, refused, false, 0);
    expect(judged(first, refused, false, 29)).toBe(first);
    const probing = judged(first, QUIET, false, 30);
    expect(healthAfter(probing, refused, false, 31_000)).toMatchObject({ state: 'needs-person', until: 31_000 + 60_000 });
  });

  it('does not rise while nothing is asked of it', () => {
    const returning: Health = { ...WORKING, state: 'returning', share: 0.1 };
    expect(judged(returning, QUIET, true, 100, 200)).toBe(returning);
  });

  it('rests as the second, and starts small when it is needed', () => {
    const resting = restingAfter(WORKING, true, 5_000);
    expect(resting).toMatchObject({ state: 'resting', share: 0.1 });
    expect(trustedRate(resting, 500, true)).toBe(50);
    expect(judged(resting, fine, true, 10, 15, 20, 25)).toMatchObject({ state: 'working', share: 1 });
    expect(restingAfter(WORKING, false, 5_000)).toBe(WORKING);
  });

  it.each<[Partial<Health>[], number[]]>([
    [[{}, { state: 'resting', share: 0.1 }], [1, 0]],
    [[{ state: 'easing', share: 0.75 }, { state: 'resting', share: 0.1 }], [0.75, 0.25]],
    [[{ state: 'shut', share: 0 }, {}], [0, 1]],
    [[{ state: 'easing', share: 0.75 }, { state: 'shut', share: 0 }], [0.75, 0]],
    [[{ state: 'probing', share: 0 }, { state: 'needs-person', share: 0 }], [0, 0]],
    [[{}], [1]],
  ])('%j splits the traffic as %j', (healths, expected) => {
    expect(weights(healths.map((health) => ({ ...WORKING, ...health })))).toEqual(expected);
  });
});
