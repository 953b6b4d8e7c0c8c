import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '../contract.js';
import { canaryPeople, defaultSchedule, expiryOf, lastWaveAt, scheduleFault, startOf } from './schedule.js';

const NOON = new Date('2026-03-16T12:00:00Z');
const schedule = (change: Partial<Schedule> = {}): Schedule => ({ startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72, ...change });

describe('a schedule', () => {
  it.each([[1, 1], [499, 1], [500, 12], [20_000, 12]])('starts for %i people with %i waves', (people, waves) => {
    expect(defaultSchedule(people, 'initial').waves).toBe(waves);
  });

  it('starts at approval, or later where a time was set, and never in the past', () => {
    expect(startOf(schedule(), NOON)).toEqual(NOON);
    expect(startOf(schedule({ startAt: '2026-03-16T15:30:00+01:00' }), NOON)).toEqual(new Date('2026-03-16T14:30:00Z'));
    expect(startOf(schedule({ startAt: '2026-03-15T00:00:00Z' }), NOON)).toEqual(NOON);
  });

  it('opens its last wave one interval before as many intervals as there are waves', () => {
    expect(lastWaveAt(schedule(), NOON)).toEqual(new Date('2026-03-16T12:55:00Z'));
    expect(lastWaveAt(schedule({ waves: 1 }), NOON)).toEqual(NOON);
    expect(expiryOf(schedule(), NOON)).toEqual(new Date('2026-03-19T12:00:00Z'));
  });

  it.each<[Partial<Schedule>, number, string | null]>([
    [{}, 20_000, null],
    [{ waves: 3 }, 2, 'more-waves-than-people'],
    [{ waves: 1 }, 1, null],
    [{ startAt: '2026-03-19T12:00:00Z', waves: 1 }, 500, 'expires-before-last-wave'],
    [{ startAt: '2026-03-19T11:59:00Z', waves: 1 }, 500, null],
    [{ waves: 100, waveIntervalMinutes: 60 }, 500, 'expires-before-last-wave'],
  ])('%j for %i people: %s', (change, people, code) => {
    expect(scheduleFault(schedule(change), people, NOON)?.code ?? null).toBe(code);
  });
});

describe('those who are written to first', () => {
  it.each([[0, 0], [999, 0], [1_000, 50], [5_000, 50], [8_000, 80], [20_000, 200], [1_000_000, 200]])('of %i people are %i', (members, people) => {
    expect(canaryPeople(members, 'initial')).toBe(people);
    expect(canaryPeople(members, 'correction')).toBe(0);
    expect(defaultSchedule(members, 'update').canary).toBe(people);
  });
});
