import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '../contract.js';
import { estimateFinish } from './finish-estimate.js';
import { limitsOf, lineOf, type Load, type Rates } from './finish-limits.js';
import { planStrata } from './wave-strata.js';

const NOON = new Date('2026-03-16T12:00:00Z');
const twelve = { startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72 };
const HOUR = 3_600_000;
const planned = (schedule: Schedule) =>
  planStrata({
    schedule, policies: { channels: 'both', quietHours: null }, numbers: 1, people: [{ zoneSet: 0, zones: [], members: 20_000 }], companyZone: 'UTC',
    span: { from: NOON, until: new Date(NOON.getTime() + 72 * HOUR) },
  });
const nothing: Load = { emails: 0, domains: new Map(), texts: 0, segments: 0 };
const rates: Rates = { emails: 1_000, segments: 100, sender: null, domains: new Map(), otherDomain: null, emailLine: null, smsLine: null };
const finish = (schedule: Schedule, load: Partial<Load>, more: Partial<Rates> = {}, clockSpeed = 1) =>
  estimateFinish({ schedule, strata: planned(schedule), quiet: [] }, limitsOf({ ...nothing, ...load }, { ...rates, ...more }), clockSpeed, NOON);

describe('when the last message is out', () => {
  it('is a moment after the last wave where the channels keep up with the waves', () => {
    // 20,000 e-mails in 12 waves: 1,667 each, 1.7 s at 1,000/s
    expect(finish(twelve, { emails: 20_000, segments: 0 })).toEqual({
      startsAt: '2026-03-16T12:00:00.000Z',
      lastWaveAt: '2026-03-16T12:55:00.000Z',
      finishesAt: '2026-03-16T12:55:02.000Z',
      bound: 'waves',
      limit: null,
    });
  });

  it('is decided by SMS where its queue outlasts the waves', () => {
    // 1,000,000 segments at 100/s are 10,000 s, without a pause from the start on
    expect(finish(twelve, { emails: 20_000, segments: 1_000_000 })).toMatchObject({ finishesAt: '2026-03-16T14:46:40.000Z', bound: 'sms' });
  });

  it('is decided by the sender of the texts where that bears less than its account', () => {
    // 3,600 segments at 1/s of a long code are an hour; at 100/s of the account they would be done with the last wave
    expect(finish({ ...twelve, waves: 1 }, { emails: 0, segments: 3_600 }, { sender: 1 })).toMatchObject({ finishesAt: '2026-03-16T13:00:00.000Z', bound: 'sender' });
    expect(finish({ ...twelve, waves: 1 }, { emails: 0, segments: 3_600 }, { sender: 200 })).toMatchObject({ finishesAt: '2026-03-16T12:00:36.000Z', bound: 'sms' });
  });

  it('is decided by e-mail where all go at once', () => {
    expect(finish({ ...twelve, waves: 1 }, { emails: 60_000, segments: 10 })).toMatchObject({ finishesAt: '2026-03-16T12:01:00.000Z', bound: 'email' });
  });

  it('counts real limits in business time where that runs fast', () => {
    expect(finish({ ...twelve, waves: 1 }, { emails: 1_000, segments: 0 }, {}, 240)).toMatchObject({ finishesAt: '2026-03-16T12:04:00.000Z' });
  });

  it('is the last wave itself where nobody can be reached', () => {
    expect(finish(twelve, { emails: 0, segments: 0 })).toMatchObject({ finishesAt: '2026-03-16T12:55:00.000Z', bound: 'waves' });
  });

  describe('with limits of mailbox domains', () => {
    const once = { ...twelve, waves: 1 };
    const domains = new Map([['gmail.com', 6_000], ['outlook.com', 3_000], ['gmx.net', 900]]);
    const load = { emails: 9_900, domains };

    it.each<[string, Partial<Rates>, string, string, string | null]>([
      // 6,000 at 20/s are 300 s, 3,000 at 5/s are 600 s, all 9,900 at 1,000/s are 9.9 s
      ['the one of two that takes longer', { domains: new Map([['gmail.com', 20], ['outlook.com', 5]]) }, '2026-03-16T12:10:00.000Z', 'domain', 'outlook.com'],
      ['the only one that is slow', { domains: new Map([['gmail.com', 20], ['outlook.com', 500]]) }, '2026-03-16T12:05:00.000Z', 'domain', 'gmail.com'],
      ['the largest where one rate is for all', { otherDomain: 10 }, '2026-03-16T12:10:00.000Z', 'domain', 'gmail.com'],
      ['the largest of the others', { domains: new Map([['gmail.com', 100]]), otherDomain: 10 }, '2026-03-16T12:05:00.000Z', 'domain', 'outlook.com'],
      ['none where nobody is at the one that is limited', { domains: new Map([['yahoo.com', 0.001]]) }, '2026-03-16T12:00:10.000Z', 'email', null],
      ['none where the relay takes longer', { emails: 10, domains: new Map([['gmail.com', 20]]) }, '2026-03-16T12:16:30.000Z', 'email', null],
    ])('names %s', (_, more, finishesAt, bound, domain) => {
      expect(finish(once, load, more)).toMatchObject({ finishesAt, bound, limit: { domain, line: null } });
    });

    it('lets a domain work off through the waves what each adds', () => {
      // 500 of 6,000 in each of 12 waves, 5 min apart: at 2/s they take 250 s, and no queue builds up; at 1/s it does, for 6,000 s
      expect(finish(twelve, load, { domains: new Map([['gmail.com', 2]]) })).toMatchObject({ finishesAt: '2026-03-16T12:59:10.000Z', bound: 'waves', limit: null });
      expect(finish(twelve, load, { domains: new Map([['gmail.com', 1]]) })).toMatchObject({ finishesAt: '2026-03-16T13:40:00.000Z', bound: 'domain', limit: { perSecond: 1, domain: 'gmail.com' } });
    });
  });

  describe('with the connections there are', () => {
    const once = { ...twelve, waves: 1 };

    it.each<[string, Partial<Load>, Partial<Rates>, string, string]>([
      // 20 connections of 200 ms are 100/s, 60,000 e-mails 600 s; at 5 ms they are 4,000/s, and the relay's 1,000/s bind
      ['far relays', { emails: 60_000 }, { emailLine: lineOf('email', 20, 200, false) }, '2026-03-16T12:10:00.000Z', 'email-connections'],
      ['near relays', { emails: 60_000 }, { emailLine: lineOf('email', 20, 5, false) }, '2026-03-16T12:01:00.000Z', 'email'],
      ['a domain that takes less', { emails: 60_000, domains: new Map([['gmail.com', 30_000]]) }, { emailLine: lineOf('email', 20, 200, false), domains: new Map([['gmail.com', 20]]) }, '2026-03-16T12:25:00.000Z', 'domain'],
      // 6,000 texts at 4 × 2/s are 750 s; their 12,000 segments at 100/s are 120 s, at 10/s 1,200 s
      ['texts, by requests', { texts: 6_000, segments: 12_000 }, { smsLine: lineOf('sms', 4, 500, false) }, '2026-03-16T12:12:30.000Z', 'sms-connections'],
      ['texts, by segments', { texts: 6_000, segments: 12_000 }, { smsLine: lineOf('sms', 4, 500, false), sender: 10 }, '2026-03-16T12:20:00.000Z', 'sender'],
    ])('is decided rightly for %s', (_, load, more, finishesAt, bound) => {
      expect(finish(once, load, more)).toMatchObject({ finishesAt, bound });
    });

    it('assumes how long a call takes where none was timed, and nothing of the capture', () => {
      expect(lineOf('email', 20, undefined, false)).toEqual({ connections: 20, callMs: 200, seen: false });
      expect(lineOf('email', 20, undefined, true)).toBeNull();
      expect(lineOf('email', 20, 3, true)).toEqual({ connections: 20, callMs: 3, seen: true });
      expect(lineOf('sms', 20, 0, false)).toMatchObject({ callMs: 1 });
    });
  });

  describe('with quiet hours', () => {
    const quietHours = { from: '21:00', until: '08:00', channels: ['sms'] as const, overrideReason: null };
    const people = [{ zoneSet: 1, zones: ['America/New_York'], members: 3_000 }, { zoneSet: 2, zones: ['America/Los_Angeles'], members: 1_000 }];
    const at = (from: string, load: Partial<Load>) => {
      const span = { from: new Date(from), until: new Date(Date.parse(from) + 72 * HOUR) };
      const strata = planStrata({ schedule: twelve, policies: { channels: 'both', quietHours }, numbers: 1, people, companyZone: 'UTC', span });
      return estimateFinish({ schedule: twelve, strata, quiet: ['sms'] }, limitsOf({ ...nothing, ...load }, rates), 1, span.from);
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
