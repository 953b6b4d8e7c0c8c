import { describe, expect, it } from '@jest/globals';
import { firstWord, type FirstWordCounts } from './first-word.js';

const counts: FirstWordCounts = {
  members: 10_000,
  observedHours: 5,
  rows: [
    { hours: 1, toldFirst: 4_000, calledFirst: 100 },
    { hours: 4, toldFirst: 9_180, calledFirst: 300 },
    { hours: 24, toldFirst: 9_180, calledFirst: 310 },
  ],
  p50Minutes: 72.5,
  p95Minutes: null,
};

describe('firstWord', () => {
  it('has the share of each first event among all members, with its interval', () => {
    const got = firstWord(counts);
    if (got.kind !== 'first-word') throw new Error('no figure');
    expect(got.at[1]).toMatchObject({
      hours: 4,
      toldFirst: { count: 9_180, share: 0.918, low: expect.closeTo(0.91246, 5), high: expect.closeTo(0.92322, 5) },
      calledFirst: { count: 300, share: 0.03 },
      neither: { count: 520, share: 0.052 },
    });
  });

  it('adds up to all members at every hour', () => {
    const got = firstWord(counts);
    if (got.kind !== 'first-word') throw new Error('no figure');
    expect(got.at.map(({ toldFirst, calledFirst, neither }) => toldFirst.count + calledFirst.count + neither.count)).toEqual([
      10_000, 10_000, 10_000,
    ]);
  });

  it('says which hours are not over', () => {
    const got = firstWord(counts);
    if (got.kind !== 'first-word') throw new Error('no figure');
    expect(got.at.map(({ complete }) => complete)).toEqual([true, true, false]);
  });

  it('has the minutes to the word, or that they were not reached', () => {
    expect(firstWord(counts)).toMatchObject({ median: { kind: 'reached', minutes: 72.5 }, p95: { kind: 'not-reached' } });
    expect(firstWord({ ...counts, p95Minutes: Infinity })).toMatchObject({ p95: { kind: 'not-reached' } });
  });

  it('has nothing to say without members', () => {
    expect(firstWord({ ...counts, members: 0, rows: [] })).toEqual({ kind: 'not-enough-data', reasons: [{ code: 'no-members' }] });
  });

  it('refuses more first events than members', () => {
    expect(() => firstWord({ ...counts, rows: [{ hours: 1, toldFirst: 9_999, calledFirst: 2 }] })).toThrow(RangeError);
  });
});
