import { describe, expect, it } from '@jest/globals';
import { jackknifeError, leaveOneGroupOut, ratioEstimate } from './jackknife.js';
import { GROUPS } from './rollout-table.js';

describe('jackknifeError', () => {
  it('of a total scaled back up is the known error of a sum of equal groups', () => {
    // √(G/(G−1) · Σ(x − mean)²): groups 3, 5, 10 with mean 6 give √(3/2 · 26).
    const groups = [3, 5, 10];
    const leftOut = groups.map((x) => ((18 - x) * 3) / 2);
    expect(jackknifeError(leftOut)).toBeCloseTo(Math.sqrt(39), 12);
  });

  it('is 0 when no group matters', () => {
    expect(jackknifeError([7, 7, 7])).toBe(0);
  });

  it('is not a number when one figure is not', () => {
    expect(jackknifeError([1, Number.NaN, 2])).toBeNaN();
  });
});

describe('leaveOneGroupOut', () => {
  const groups = Array.from({ length: GROUPS }, (_, g) => ({
    waitingHours: 1, notifiedHours: 2, waitingCalls: g, notifiedCalls: 1,
  }));
  const all = { waitingHours: 50, notifiedHours: 100, waitingCalls: 1_225, notifiedCalls: 50 };

  it('takes one group out of each stratum at a time', () => {
    const got = leaveOneGroupOut([groups], [all]);
    expect(got).toHaveLength(GROUPS);
    expect(got[7]).toEqual([{ waitingHours: 49, notifiedHours: 98, waitingCalls: 1_218, notifiedCalls: 49 }]);
  });

  it('gives a ratio without an interval none at all', () => {
    const oneCaller = groups.map((cell, g) => ({ ...cell, notifiedCalls: g === 3 ? 100 : 0 }));
    const sum = { ...all, notifiedCalls: 100 };
    expect(ratioEstimate([sum], leaveOneGroupOut([oneCaller], [sum]))).toBeNull();
  });
});
