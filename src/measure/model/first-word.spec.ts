import { describe, expect, it } from '@jest/globals';
import { firstWord, type FirstWordCounts } from './first-word.js';

const counts: FirstWordCounts = {
  members: 10_000,
  observedHours: 5,
  rows: [
    { hours: 1, toldFirst: 4_000, calledFirst: 100, unaffectedCalled: 5 },
    { hours: 4, toldFirst: 9_180, calledFirst: 300, unaffectedCalled: 20 },
    { hours: 24, toldFirst: 9_180, calledFirst: 310, unaffectedCalled: 100 },
  ],
  series: Array.from({ length: 97 }, (_, step) => ({ minutes: step * 15, toldFirst: step * 90, calledFirst: step })),
  unaffected: 40_000,
  offered: 500,
  identified: 400,
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

  it('corrects who called first for callers who were not recognised, and shows who calls anyway', () => {
    const got = firstWord(counts);
    if (got.kind !== 'first-word') throw new Error('no figure');
    // Wilson for 300 of 10,000 is 0.02684 to 0.03353; four of five callers were recognised.
    expect(got.at[1]!.calledFirstCorrected).toEqual({ share: 0.0375, low: expect.closeTo(0.03355, 4), high: expect.closeTo(0.04191, 4), matched: 0.8 });
    expect(got.at[1]!.unaffectedCalled).toMatchObject({ count: 20, of: 40_000, share: 0.0005 });
  });

  it.each([[{ offered: 10, identified: 0 }, null], [{ offered: 1_000, identified: 20 }, { share: 1, high: 1 }]])('with calls %p corrects to %p', (cover, expected) => {
    const got = firstWord({ ...counts, ...cover });
    if (got.kind !== 'first-word') throw new Error('no figure');
    if (expected === null) expect(got.at[1]!.calledFirstCorrected).toBeNull();
    else expect(got.at[1]!.calledFirstCorrected).toMatchObject(expected);
  });

  it('draws the first day as far as everybody was watched', () => {
    const got = firstWord(counts);
    if (got.kind !== 'first-word') throw new Error('no figure');
    expect(got.series!.at(-1)).toEqual({ minutes: 300, toldFirst: 1_800, calledFirst: 20 });
    expect(firstWord({ ...counts, observedHours: 0 })).toMatchObject({ series: [{ minutes: 0 }] });
  });

  it('has the minutes to the word, or that they were not reached', () => {
    expect(firstWord(counts)).toMatchObject({ median: { kind: 'reached', minutes: 72.5 }, p95: { kind: 'not-reached' } });
    expect(firstWord({ ...counts, p95Minutes: Infinity })).toMatchObject({ p95: { kind: 'not-reached' } });
  });

  it('has nothing to say without members', () => {
    expect(firstWord({ ...counts, members: 0, rows: [] })).toEqual({ kind: 'not-enough-data', reasons: [{ code: 'no-members' }] });
  });

  it('refuses more first events than members', () => {
    expect(() => firstWord({ ...counts, rows: [{ hours: 1, toldFirst: 9_999, calledFirst: 2, unaffectedCalled: 0 }] })).toThrow(RangeError);
  });
});
