import { describe, expect, it } from '@jest/globals';
import { binMinutesFor, checkTable, type RolloutTable } from './rollout-table.js';

const table: RolloutTable = {
  origin: new Date('2026-03-02T08:00:00Z'),
  binMinutes: 30,
  observedMinutes: 120,
  horizonMinutes: 240,
  order: 'random',
  waves: [{ priority: 'all', wave: 1, handedOverMinute: 0 }],
  members: [{ group: 0, priority: 'all', wave: 1, members: 3 }],
  calls: [{ group: 0, priority: 'all', bin: 0, waiting: 0, notified: [1, 0, 0, 0] }],
};
const call = { group: 0, priority: 'all', bin: 0, waiting: 0, notified: [1, 0, 0, 0] };
const member = { group: 0, priority: 'all', wave: 1, members: 3 };
const wave = { priority: 'all', wave: 1, handedOverMinute: 0 };

describe('checkTable', () => {
  it('takes a sound one', () => {
    expect(() => checkTable(table)).not.toThrow();
  });

  it.each<[string, Partial<RolloutTable>, RegExp]>([
    ['bins that do not join into hours', { binMinutes: 45 }, /bins of 45/],
    ['bins of no length', { binMinutes: 0 }, /bins of 0/],
    ['observation before the origin', { observedMinutes: -1 }, /observedMinutes/],
    ['a horizon before the origin', { horizonMinutes: Number.NaN }, /horizonMinutes/],
    ['a wave twice', { waves: [wave, wave] }, /listed twice/],
    ['a hand-over that is no time', { waves: [{ ...wave, handedOverMinute: Number.NaN }] }, /hand-over/],
    ['members of no wave', { members: [{ ...member, wave: 9 }] }, /unknown wave 9/],
    ['half a member', { members: [{ ...member, members: 0.5 }] }, /0.5 members/],
    ['a group too high', { members: [{ ...member, group: 50 }] }, /group 50/],
    ['calls before the origin', { calls: [{ ...call, bin: -1 }] }, /bin -1/],
    ['calls of no class', { calls: [{ ...call, priority: 'vip' }] }, /unknown class vip/],
    ['a band short', { calls: [{ ...call, notified: [1, 0, 0] }] }, /3 exposure bands/],
    ['a count that is text', { calls: [{ ...call, waiting: '3' as unknown as number }] }, /whole number/],
  ])('refuses %s', (_case, change, message) => {
    expect(() => checkTable({ ...table, ...change })).toThrow(message);
  });
});

describe('binMinutesFor', () => {
  it.each([[12 * 60, 30], [6 * 60, 30], [5 * 60, 15], [60, 5], [20, 1], [3, 1]])('cuts %i minutes into bins of %i', (rollout, bin) => {
    expect(binMinutesFor(rollout)).toBe(bin);
  });
});
