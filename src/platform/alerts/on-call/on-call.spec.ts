import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../../kernel/ids.js';
import { type Contact, isOnDuty, listFor, nextStep } from './on-call.js';

const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id, personId: `person ${id}` as PersonId, name: id, brandId: null, position: 1, phone: '+12065550123', criticalBy: ['email', 'sms'], warningBy: ['email'],
  days: [1, 2, 3, 4, 5, 6, 7], fromTime: '00:00', untilTime: '00:00', zone: 'UTC', ...more,
});
const RHYTHM = { criticalMinutes: 5, warningMinutes: 30, repeatMinutes: 60 };
const MONDAY_NOON = new Date('2026-03-16T12:00:00Z');
const critical = { severity: 'critical', brandId: null, only: null } as const;

describe('hours on duty', () => {
  it.each([
    ['all day', {}, '2026-03-16T03:00:00Z', true],
    ['not on that day', { days: [2] }, '2026-03-16T12:00:00Z', false],
    ['at the beginning', { fromTime: '08:00', untilTime: '20:00' }, '2026-03-16T08:00:00Z', true],
    ['at the end', { fromTime: '08:00', untilTime: '20:00' }, '2026-03-16T20:00:00Z', false],
    ['in a night that began today', { days: [1], fromTime: '20:00', untilTime: '08:00' }, '2026-03-16T23:00:00Z', true],
    ['in a night that began yesterday', { days: [1], fromTime: '20:00', untilTime: '08:00' }, '2026-03-17T07:59:00Z', true],
    ['in a night of another day', { days: [1], fromTime: '20:00', untilTime: '08:00' }, '2026-03-16T07:00:00Z', false],
    ['over the end of a week', { days: [7], fromTime: '20:00', untilTime: '08:00' }, '2026-03-16T07:00:00Z', true],
    ['on his own clock', { fromTime: '08:00', untilTime: '20:00', zone: 'America/Los_Angeles' }, '2026-03-16T08:00:00Z', false],
  ])('%s', (_, more, at, expected) => {
    expect(isOnDuty(contact('a', more as Partial<Contact>), new Date(at))).toBe(expected);
  });
});

describe('the list', () => {
  it('has those of the brand first, and leaves out those of another brand and those whom it does not concern', () => {
    const people = [contact('all', { position: 1 }), contact('north', { brandId: 'northwind', position: 9 }), contact('tide', { brandId: 'tidewater', position: 2 }), contact('never', { criticalBy: [] })];
    expect(listFor({ ...critical, brandId: 'northwind' }, people).map(({ id }) => id)).toEqual(['north', 'all']);
    expect(listFor(critical, people).map(({ id }) => id)).toEqual(['all', 'tide', 'north']);
  });

  it('of a test is who asked for it', () => {
    expect(listFor({ severity: 'warning', brandId: null, only: 'person b' as PersonId }, [contact('a'), contact('b')]).map(({ id }) => id)).toEqual(['b']);
  });
});

describe('who is told next', () => {
  const people = [contact('first', { position: 1 }), contact('second', { position: 2 })];

  it.each([
    [0, 'first', 5],
    [1, 'second', 60],
    [2, 'first', 5],
  ])('at step %i of something critical: %s, and the next after %i minutes', (step, id, minutes) => {
    expect(nextStep(critical, people, RHYTHM, step, MONDAY_NOON)).toMatchObject({ kind: 'tell', contact: { id }, channels: ['email', 'sms'], nextInMinutes: minutes });
  });

  it('of a warning has half an hour, and the list rests for a day', () => {
    expect(nextStep({ ...critical, severity: 'warning' }, people, RHYTHM, 0, MONDAY_NOON)).toMatchObject({ channels: ['email'], nextInMinutes: 30 });
    expect(nextStep({ ...critical, severity: 'warning' }, people, RHYTHM, 1, MONDAY_NOON)).toMatchObject({ nextInMinutes: 1_440 });
  });

  it('passes over who is not on duty; where nobody is, a warning waits and something critical does not', () => {
    const off = { fromTime: '13:00', untilTime: '14:00' };
    expect(nextStep(critical, [contact('first', off), people[1]!], RHYTHM, 0, MONDAY_NOON)).toMatchObject({ contact: { id: 'second' } });
    expect(nextStep(critical, [contact('first', off)], RHYTHM, 0, MONDAY_NOON)).toMatchObject({ kind: 'tell', contact: { id: 'first' } });
    expect(nextStep({ ...critical, severity: 'warning' }, [contact('first', off)], RHYTHM, 0, MONDAY_NOON)).toMatchObject({ kind: 'wait' });
  });

  it('is nobody where nobody is listed', () => {
    expect(nextStep(critical, [], RHYTHM, 0, MONDAY_NOON)).toEqual({ kind: 'nobody' });
  });
});
