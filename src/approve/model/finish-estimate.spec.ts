import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '../contract.js';
import { estimateFinish, type Limits, type Load } from './finish-estimate.js';
import { planStrata } from './wave-strata.js';

const NOON = new Date('2026-03-16T12:00:00Z');
const twelve = { startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72 };
const HOUR = 3_600_000;
const planned = (schedule: Schedule) =>
  planStrata({
    schedule, policies: { channels: 'both', quietHours: null }, numbers: 1, people: [{ zoneSet: 0, zones: [], members: 20_000 }], companyZone: 'UTC',
    span: { from: NOON, until: new Date(NOON.getTime() + 72 * HOUR) },
  });
const finish = (schedule: Schedule, load: Load, limits: Limits) => estimateFinish({ schedule, strata: planned(schedule), quiet: [] }, load, limits, NOON);
const limits = { emailsPerSecond: 1_000, segmentsPerSecond: 100, clockSpeed: 1 };

describe('when the last message is out', () => {
  it('is a moment after the last wave where the channels keep up with the waves', () => {
    // 20,000 e-mails in 12 waves: 1,667 each, 1.7 s at 1,000/s
    expect(finish(twelve, { emails: 20_000, segments: 0 }, limits)).toEqual({
      startsAt: '2026-03-16T12:00:00.000Z',
      lastWaveAt: '2026-03-16T12:55:00.000Z',
      finishesAt: '2026-03-16T12:55:02.000Z',
      bound: 'waves',
    });
  });

  it('is decided by SMS where its queue outlasts the waves', () => {
    // 1,000,000 segments at 100/s are 10,000 s, without a pause from the start on
    expect(finish(twelve, { emails: 20_000, segments: 1_000_000 }, limits)).toMatchObject({ finishesAt: '2026-03-16T14:46:40.000Z', bound: 'sms' });
  });

  it('is decided by the sender of the texts where that bears less than its account', () => {
    // 3,600 segments at 1/s of a long code are an hour; at 100/s of the account they would be done with the last wave
    expect(finish({ ...twelve, waves: 1 }, { emails: 0, segments: 3_600 }, { ...limits, senderPerSecond: 1 })).toMatchObject({ finishesAt: '2026-03-16T13:00:00.000Z', bound: 'sender' });
    expect(finish({ ...twelve, waves: 1 }, { emails: 0, segments: 3_600 }, { ...limits, senderPerSecond: 200 })).toMatchObject({ finishesAt: '2026-03-16T12:00:36.000Z', bound: 'sms' });
  });

  it('is decided by e-mail where all go at once', () => {
    expect(finish({ ...twelve, waves: 1 }, { emails: 60_000, segments: 10 }, limits)).toMatchObject({ finishesAt: '2026-03-16T12:01:00.000Z', bound: 'email' });
  });

  it('counts real limits in business time where that runs fast', () => {
    expect(finish({ ...twelve, waves: 1 }, { emails: 1_000, segments: 0 }, { ...limits, clockSpeed: 240 })).toMatchObject({ finishesAt: '2026-03-16T12:04:00.000Z' });
  });

  it('is the last wave itself where nobody can be reached', () => {
    expect(finish(twelve, { emails: 0, segments: 0 }, limits)).toMatchObject({ finishesAt: '2026-03-16T12:55:00.000Z', bound: 'waves' });
  });

  describe('with quiet hours', () => {
    const quietHours = { from: '21:00', until: '08:00', channels: ['sms'] as const, overrideReason: null };
    const people = [{ zoneSet: 1, zones: ['America/New_York'], members: 3_000 }, { zoneSet: 2, zones: ['America/Los_Angeles'], members: 1_000 }];
    const at = (from: string, load: Load) => {
      const span = { from: new Date(from), until: new Date(Date.parse(from) + 72 * HOUR) };
      const strata = planStrata({ schedule: twelve, policies: { channels: 'both', quietHours }, numbers: 1, people, companyZone: 'UTC', span });
      return estimateFinish({ schedule: twelve, strata, quiet: ['sms'] }, load, limits, span.from);
    };

    it('waits for the last zone to wake up', () => {
      // 08:30 in New York, 05:30 in Los Angeles, whose waves open from 08:00 to 08:55
      expect(at('2026-03-16T12:30:00Z', { emails: 4_000, segments: 4_000 })).toMatchObject({
        startsAt: '2026-03-16T12:30:00.000Z', lastWaveAt: '2026-03-16T15:55:00.000Z', finishesAt: '2026-03-16T15:55:01.000Z', bound: 'waves',
      });
    });

    it('stands still at night where the texts take longer than the day', () => {
      // 18:00 to 21:00 in New York are 3 h of 100 segments/s; of 1,500,000 for New York, 420,000 are left for the next morning at least
      const { finishesAt, bound } = at('2026-03-16T22:00:00Z', { emails: 0, segments: 2_000_000 });
      expect(bound).toBe('sms');
      expect(Date.parse(finishesAt)).toBeGreaterThan(Date.parse('2026-03-17T12:00:00Z'));
    });
  });
});
