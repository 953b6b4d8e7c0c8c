import { describe, expect, it } from '@jest/globals';
import { queueOverTime } from './queue-over-time.js';
import { staffedQueue } from './staffed-queue.js';

const parameters = { intervalSeconds: 900, handleSeconds: 300, patienceSeconds: 180 };
const perMinute = (...calls: number[]) => calls.map((each) => ({ calls: each * 15, agents: 36 }));

describe('a queue through the intervals of a day', () => {
  it('carries an overload over into the next interval', () => {
    const got = queueOverTime(perMinute(5, 5, 12, 12, 12, 12, 5, 5), parameters);
    // Worked out elsewhere by small Euler steps, so the last printed digit may be theirs.
    [0.04, 0.31, 49.5, 71.8, 72, 72, 20.8, 0.45].forEach((seconds, place) => {
      expect(Math.abs(got[place]!.waitSeconds - seconds)).toBeLessThan(Math.max(0.01, seconds * 0.002));
    });
    expect(got[2]!.abandoned).toBeCloseTo(49.514, 1);
    // What is offered is answered or gone, once those who are still in the system are counted: over the whole span nearly all.
    expect(got[4]!.abandoned).toBeCloseTo(12 * 15 - (36 * 900) / 300, 1);
  });

  it('comes to the steady state where nothing changes', () => {
    const [, , last] = queueOverTime([1, 2, 3].map(() => ({ calls: 240, agents: 40 })), { intervalSeconds: 7_200, handleSeconds: 300, patienceSeconds: 180 });
    const steady = staffedQueue({ callsPerSecond: 240 / 7_200, handleSeconds: 300, patienceSeconds: 180, agents: 40 }, 20);
    if (steady.kind !== 'steady') throw new Error('unstable');
    expect(last!.waitSeconds).toBeCloseTo(steady.waitSeconds, 9);
    expect(last!.occupancy).toBeCloseTo(steady.occupancy, 9);
    const busy = queueOverTime([1, 2, 3].map(() => ({ calls: 960, agents: 40 })), { intervalSeconds: 7_200, handleSeconds: 300, patienceSeconds: 180 })[2]!;
    const crowded = staffedQueue({ callsPerSecond: 960 / 7_200, handleSeconds: 300, patienceSeconds: 180, agents: 40 }, 20);
    if (crowded.kind !== 'steady') throw new Error('unstable');
    expect(busy.waitSeconds).toBeCloseTo(crowded.waitSeconds, 6);
  });

  it('has the service level of the steady state, and between two whole numbers of agents what lies between', () => {
    const level = (agents: number) => queueOverTime([1, 2, 3].map(() => ({ calls: 960, agents })), { intervalSeconds: 7_200, handleSeconds: 300, patienceSeconds: 180, thresholdSeconds: 20 })[2]!;
    const steady = staffedQueue({ callsPerSecond: 960 / 7_200, handleSeconds: 300, patienceSeconds: 180, agents: 40 }, 20);
    if (steady.kind !== 'steady') throw new Error('unstable');
    expect(level(40).serviceLevel).toBeCloseTo(steady.serviceLevel, 9);
    expect(steady.serviceLevel).toBeCloseTo(0.7104, 4);
    expect(level(40.5).waitSeconds).toBeLessThan(level(40).waitSeconds);
    expect(level(40.5).waitSeconds).toBeGreaterThan(level(41).waitSeconds);
    expect(level(40.5).serviceLevel).toBeGreaterThan(level(40).serviceLevel!);
    expect(level(40.5).serviceLevel).toBeLessThan(level(41).serviceLevel!);
  });

  it('empties when nobody calls and nobody works: the waiting hang up', () => {
    const [first, second] = queueOverTime([{ calls: 0, agents: 0 }, { calls: 0, agents: 0 }], { intervalSeconds: 180, handleSeconds: 60, patienceSeconds: 180 }, 100);
    expect(first!.abandoned).toBeCloseTo(100 * (1 - Math.exp(-1)), 8);
    expect(first!.abandoned + second!.abandoned).toBeCloseTo(100 * (1 - Math.exp(-2)), 8);
    expect(first!.waitSeconds).toBe(0);
  });

  it('stands still where nothing can happen', () => {
    expect(queueOverTime([{ calls: 0, agents: 3 }], parameters)).toEqual([{ waitSeconds: 0, abandoned: 0, occupancy: 0, serviceLevel: null }]);
  });

  it.each([
    [[{ calls: -1, agents: 1 }], parameters],
    [[{ calls: 1, agents: NaN }], parameters],
    [[{ calls: 1, agents: 1 }], { ...parameters, thresholdSeconds: -1 }],
    [[{ calls: 1, agents: 1 }], { ...parameters, patienceSeconds: 0 }],
  ])('refuses %j', (intervals, given) => {
    expect(() => queueOverTime(intervals, given)).toThrow(RangeError);
  });
});
