import { describe, expect, it } from '@jest/globals';
import type { NoticeType, Schedule } from '../contract.js';
import { lateGroupAt, lateGroupFault } from './late-group.js';

const NOON = new Date('2026-03-16T12:00:00Z');
const schedule = (change: Partial<Schedule> = {}): Schedule => ({ startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72, lateGroup: { percent: 5, afterHours: 48 }, ...change });

describe('a late group', () => {
  it('is told so many hours after the first wave, whenever that is', () => {
    expect(lateGroupAt(schedule(), NOON)).toEqual(new Date('2026-03-18T12:00:00Z'));
    expect(lateGroupAt(schedule({ startAt: '2026-03-16T20:00:00Z' }), NOON)).toEqual(new Date('2026-03-18T20:00:00Z'));
    expect(lateGroupAt(schedule({ lateGroup: null }), NOON)).toBeNull();
  });

  it.each<[string, Partial<Schedule>, NoticeType, number | null, string | null]>([
    ['two days later', {}, 'initial', null, null],
    ['of nobody', { lateGroup: null, waves: 200, waveIntervalMinutes: 1_440 }, 'correction', 1, null],
    ['one wave after the last', { lateGroup: { percent: 2, afterHours: 1 } }, 'update', null, null],
    ['with the last wave', { waves: 13, lateGroup: { percent: 2, afterHours: 1 } }, 'initial', null, 'late-group-too-soon'],
    ['at the expiry', { lateGroup: { percent: 5, afterHours: 72 } }, 'initial', null, 'expires-before-late-group'],
    ['after the expiry, since the start is later', { startAt: '2026-03-17T12:00:00Z' }, 'initial', null, 'expires-before-late-group'],
    ['of a correction', {}, 'correction', null, 'late-group-of-correction'],
    ['by the hour that the law names', {}, 'initial', 48, null],
    ['past it', {}, 'initial', 47, 'late-group-past-deadline'],
  ])('%s: %j of %s, everybody within %s hours: %s', (_, change, type, tellWithinHours, code) => {
    expect(lateGroupFault({ schedule: schedule(change), type }, NOON, tellWithinHours)?.code ?? null).toBe(code);
  });
});
