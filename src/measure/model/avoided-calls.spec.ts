import { describe, expect, it } from '@jest/globals';
import { avoidedCalls } from './avoided-calls.js';
import type { CallRow, RolloutTable } from './rollout-table.js';
import { GROUPS } from './rollout-table.js';

const groups = Array.from({ length: GROUPS }, (_, group) => group);

/** `each` calls of every group in a bin of class "all"; the notified ones in the first band. */
const calls = (bin: number, waiting: number, notified: number): CallRow[] =>
  groups.map((group) => ({ group, priority: 'all', bin, waiting, notified: [notified, 0, 0, 0] }));

/** Three waves of 10 members a group, at 0, 1 and 2 hours; half-hour bins; the same number of calls in every group. */
const table: RolloutTable = {
  origin: new Date('2026-03-02T08:00:00Z'),
  binMinutes: 30,
  observedMinutes: 72 * 60,
  horizonMinutes: 72 * 60,
  order: 'random',
  waves: [0, 60, 120].map((handedOverMinute, wave) => ({ priority: 'all', wave, handedOverMinute })),
  members: groups.flatMap((group) => [0, 1, 2].map((wave) => ({ group, priority: 'all', wave, members: 10 }))),
  calls: [...calls(0, 2, 1), ...calls(1, 2, 0), ...calls(2, 1, 1), ...calls(3, 1, 2), ...calls(4, 0, 9)],
};

describe('avoidedCalls', () => {
  it('compares each bin with those who waited in it, and stops when nobody does', () => {
    // Told to waiting hours are 1:2 in the first hour and 2:1 in the second. Per group 1/2·4 − 1 and 2·2 − 3 calls.
    const got = avoidedCalls(table);
    expect(got).toMatchObject({
      kind: 'estimate',
      avoided: expect.closeTo(100, 10),
      poissonSe: expect.closeTo(Math.sqrt(50 * (4 / 4 + 1 + 2 * 4 + 3)), 10),
      calls: { waiting: 300, notified: 200 },
      personHours: { waiting: expect.closeTo(1_500, 8), notified: expect.closeTo(1_500, 8) },
      window: { from: new Date('2026-03-02T08:00:00Z'), until: new Date('2026-03-02T10:00:00Z') },
      members: 1_500,
      groups: 50,
      df: 49,
      classesLeftOut: [],
      balance: null,
    });
  });

  it('has no width when every group does the same', () => {
    const got = avoidedCalls(table);
    expect(got).toMatchObject({ se: expect.closeTo(0, 9), low: expect.closeTo(100, 7), high: expect.closeTo(100, 7) });
  });

  it('is as wide as the groups differ', () => {
    // Group 0 makes 25 calls more while it waits in bin 0, where a call weighs 1/2: its total is 12.5 off the others'.
    const more = [...table.calls, ...calls(0, 25, 0).slice(0, 1)];
    const got = avoidedCalls({ ...table, calls: more });
    // √(G/(G−1)·Σ(x − mean)²) with one x of 50 being 12.5 above the rest is 12.5.
    expect(got).toMatchObject({ avoided: expect.closeTo(112.5, 9), se: expect.closeTo(12.5, 9) });
  });

  it('is below 0, and says so as plainly, when the notice provokes calls', () => {
    const provoked = avoidedCalls({ ...table, calls: [...table.calls, ...calls(1, 0, 5)] });
    expect(provoked).toMatchObject({ kind: 'estimate', avoided: expect.closeTo(-150, 9) });
    if (provoked.kind === 'estimate') expect(provoked.rateRatio?.value).toBeGreaterThan(1);
  });

  it('has no rate ratio when all who were told and called are of one group', () => {
    const oneGroup = [...table.calls.map((row) => ({ ...row, notified: [0, 0, 0, 0] })), ...calls(0, 0, 120).slice(0, 1)];
    expect(avoidedCalls({ ...table, calls: oneGroup })).toMatchObject({ kind: 'estimate', rateRatio: null });
  });

  it('adds up classes that each have waves of their own, and names those that have not', () => {
    const renamed = <T extends { priority: string }>(rows: readonly T[], priority: string): T[] => rows.map((row) => ({ ...row, priority }));
    const got = avoidedCalls({
      ...table,
      waves: [...table.waves, ...renamed(table.waves, 'other'), { priority: 'vip', wave: 0, handedOverMinute: 0 }],
      members: [...table.members, ...renamed(table.members, 'other'), ...groups.map((group) => ({ group, priority: 'vip', wave: 0, members: 5 }))],
      calls: [...table.calls, ...renamed(table.calls, 'other'), ...renamed(calls(0, 0, 50), 'vip')],
    });
    expect(got).toMatchObject({
      avoided: expect.closeTo(200, 9),
      calls: { waiting: 600, notified: 400 },
      members: 3_000,
      classesLeftOut: ['vip'],
    });
  });

  it('with a late group goes on to the horizon', () => {
    const members = groups.flatMap((group) => [48, 48, 4].map((size, wave) => ({ group, priority: 'all', wave, members: size })));
    const late = { ...table, members, waves: [0, 60, null].map((at, wave) => ({ priority: 'all', wave, handedOverMinute: at })) };
    const until = (options?: { lateGroupShare: number }): unknown => {
      const got = avoidedCalls(late, options);
      return got.kind === 'not-measurable' ? got.reason : got.window?.until;
    };
    expect(until({ lateGroupShare: 0.04 })).toEqual(new Date('2026-03-05T08:00:00Z'));
    expect(until()).toMatchObject({ code: 'too-quick', bins: 2 });
  });

  it.each([0, -0.1, 1.5, Number.NaN])('refuses a late share of %d', (lateGroupShare) => {
    expect(() => avoidedCalls(table, { lateGroupShare })).toThrow(RangeError);
  });
});

describe('no number', () => {
  const few = (change: (row: CallRow) => CallRow): CallRow[] => table.calls.map(change);
  const noneWaiting = few((row) => ({ ...row, waiting: row.group < 41 ? row.waiting : 0 }));
  const noneNotified = few((row) => ({ ...row, notified: row.group < 24 ? row.notified : [0, 0, 0, 0] }));

  it.each<[string, Partial<RolloutTable>, unknown]>([
    ['with 246 waiting calls', { calls: noneWaiting }, [{ code: 'few-waiting-calls', have: 246, need: 250 }]],
    ['with 96 notified calls', { calls: noneNotified }, [{ code: 'few-notified-calls', have: 96, need: 100 }]],
    ['without calls', { calls: [] }, [{ code: 'few-waiting-calls', have: 0 }, { code: 'few-notified-calls', have: 0 }]],
    [
      'with a group that has no members',
      { members: table.members.filter(({ group }) => group !== 3), calls: table.calls.filter(({ group }) => group !== 3) },
      [{ code: 'empty-groups', have: 49, need: 50 }],
    ],
    [
      'while members still wait',
      { observedMinutes: 90 },
      [{ code: 'window-open', observedUntil: new Date('2026-03-02T09:30:00Z'), latestEnd: new Date('2026-03-05T08:00:00Z') }],
    ],
  ])('%s', (_case, change, reasons) => {
    const got = avoidedCalls({ ...table, ...change });
    expect(got).toMatchObject({ kind: 'not-enough-data', reasons });
    expect(got).not.toHaveProperty('avoided');
  });

  it('still shows the counts', () => {
    expect(avoidedCalls({ ...table, calls: noneWaiting })).toMatchObject({ calls: { waiting: 246, notified: 200 } });
  });

  it.each<[string, Partial<RolloutTable>, unknown]>([
    ['for an order by rule', { order: 'not-random' }, { code: 'order-not-random' }],
    ['for an order that nobody recorded', { order: 'not-recorded' }, { code: 'order-not-recorded' }],
    [
      'when everybody was told at once',
      { waves: table.waves.map((wave) => ({ ...wave, handedOverMinute: 10 })) },
      { code: 'single-waves' },
    ],
    [
      'when all were told inside one bin',
      { waves: table.waves.map((wave) => ({ ...wave, handedOverMinute: 5 + wave.wave * 10 })) },
      { code: 'too-quick', bins: 1, needBins: 4, binMinutes: 30 },
    ],
  ])('ever, %s', (_case, change, reason) => {
    const got = avoidedCalls({ ...table, ...change });
    expect(got).toMatchObject({ kind: 'not-measurable', reason });
    expect(got).not.toHaveProperty('avoided');
  });

  it('when the waves do not look shuffled', () => {
    expect(avoidedCalls(table, { balance: { z: 3.5, p: 0.0005 } })).toMatchObject({
      kind: 'not-measurable',
      reason: { code: 'unbalanced', z: 3.5, p: 0.0005 },
    });
    expect(avoidedCalls(table, { balance: { z: 2, p: 0.05 } })).toMatchObject({ kind: 'estimate', balance: { p: 0.05 } });
  });

  it('before the first wave', () => {
    const waves = table.waves.map((wave) => ({ ...wave, handedOverMinute: null }));
    expect(avoidedCalls({ ...table, waves, calls: calls(0, 3, 0), observedMinutes: 30 })).toMatchObject({
      kind: 'not-enough-data',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'window-open' })]),
      window: null,
      calls: { waiting: 0, notified: 0 },
    });
  });
});
