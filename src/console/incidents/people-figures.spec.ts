import { describe, expect, it } from '@jest/globals';
import { affectedPeople, toldPeople } from './people-figures.js';

const audience = (id: string, members: number, unreachable: number, more: { without?: string[]; told?: string } = {}) =>
  ({ id, counts: { members, unreachable }, without: more.without ?? [], toldByNoticeId: more.told ?? null });
const affected = (...newestFirst: readonly object[]) => affectedPeople(newestFirst as unknown as Parameters<typeof affectedPeople>[0]);

describe('the people of an incident', () => {
  it('are those of its newest audience, where it is found anew as a whole', () => {
    expect(affected(audience('b', 30, 3), audience('a', 24, 2))).toEqual({ members: 30, unreachable: 3 });
    expect(affected({ ...audience('b', 0, 0), counts: null })).toBeNull();
  });

  it('are those who are new and those who had a first word before', () => {
    expect(affected(audience('c', 6, 1, { without: ['a'] }), audience('b', 30, 3), audience('a', 24, 2))).toEqual({ members: 30, unreachable: 3 });
  });

  it('are not fewer because an update goes to those who were told', () => {
    expect(affected(audience('b', 22, 0, { told: 'n' }), audience('a', 24, 2))).toEqual({ members: 24, unreachable: 2 });
  });

  it('are told once each by first words, however many there are', () => {
    const notice = (type: 'initial' | 'update', sent: number) => ({ notice: { type }, progress: { sum: { outcomes: { sent, delivered: 1 } } } });
    const told = (...notices: readonly object[]) => toldPeople(notices as unknown as Parameters<typeof toldPeople>[0]);
    expect([told(), told({ notice: { type: 'initial' }, progress: null }), told(notice('initial', 21), notice('initial', 4)), told(notice('initial', 21), notice('update', 22))]).toEqual([null, null, 27, 23]);
  });
});
