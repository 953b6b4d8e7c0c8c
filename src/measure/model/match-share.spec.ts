import { describe, expect, it } from '@jest/globals';
import { matchShare, scaledAvoided } from './match-share.js';

const none = { offered: 0, identified: 0 };
const week = (offered: number, identified: number) => ({ offered, identified });

describe('the matched share', () => {
  it('is that of the calls with a reason of the incident', () => {
    expect(matchShare(week(200, 150), week(1_000, 700), [week(380, 200), week(420, 240)])).toEqual({ share: 0.75, calls: 200, basis: 'tagged' });
  });
  it.each([['too few have one', week(99, 99)], ['nobody with one was known', week(500, 0)]])('is that of the calls on top of the usual ones where %s', (_, tagged) => {
    expect(matchShare(tagged, week(1_000, 700), [week(380, 200), week(420, 240)])).toEqual({ share: 0.8, calls: 600, basis: 'excess' });
  });
  it.each([
    ['without an earlier week', week(1_000, 700), []],
    ['where hardly more came than usual', week(1_000, 700), [week(901, 600)]],
    ['where fewer came than usual', week(1_000, 700), [week(1_200, 900)]],
    ['where more of them were known than came on top', week(1_000, 700), [week(800, 300)]],
  ])('is that of all calls %s', (_, window, usual) => {
    expect(matchShare(none, window, usual)).toEqual({ share: 0.7, calls: 1_000, basis: 'all' });
  });
  it('is none where nobody was known', () => {
    expect(matchShare(none, week(1_000, 0), [])).toBeNull();
    expect(matchShare(none, week(0, 0), [])).toBeNull();
  });
});

describe('avoided calls of all callers', () => {
  const estimate = { avoided: 80, se: 20, calls: { notified: 300, waiting: 500 } };

  it('are more by the share that is known, and less certain than that alone', () => {
    const got = scaledAvoided(estimate, { share: 0.8, calls: 400, basis: 'all' });
    expect(got.avoided).toBeCloseTo(100, 12);
    // 100² · (20²/80² + 0.2/(0.8 · 400))
    expect(got.se).toBeCloseTo(100 * Math.sqrt(0.0625 + 0.000625), 12);
    expect([got.low, got.high]).toEqual([expect.closeTo(100 - 2.009575237129235 * got.se, 9), expect.closeTo(100 + 2.009575237129235 * got.se, 9)]);
  });
  it('have an error too where nothing was avoided, and none from the share where all are known', () => {
    expect(scaledAvoided({ ...estimate, avoided: 0 }, { share: 0.5, calls: 10, basis: 'all' }).se).toBeCloseTo(40, 12);
    expect(scaledAvoided(estimate, { share: 1, calls: 10, basis: 'all' }).se).toBeCloseTo(20, 12);
  });
  it('say what two points of better or worse matching after the notice would do', () => {
    expect(scaledAvoided(estimate, { share: 0.8, calls: 400, basis: 'all' }).sensitivity).toEqual([
      { points: -2, bias: expect.closeTo((300 * 0.02) / 0.78, 12) },
      { points: 2, bias: expect.closeTo((-300 * 0.02) / 0.82, 12) },
    ]);
    expect(scaledAvoided(estimate, { share: 0.01, calls: 400, basis: 'all' }).sensitivity[0]).toEqual({ points: -2, bias: 0 });
  });
});
