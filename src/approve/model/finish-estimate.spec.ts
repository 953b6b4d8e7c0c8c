import { describe, expect, it } from '@jest/globals';
import { estimateFinish } from './finish-estimate.js';

const NOON = new Date('2026-03-16T12:00:00Z');
const twelve = { startAt: null, waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72 };
const limits = { emailsPerSecond: 1_000, segmentsPerSecond: 100, clockSpeed: 1 };

describe('when the last message is out', () => {
  it('is a moment after the last wave where the channels keep up with the waves', () => {
    // 20,000 e-mails in 12 waves: 1,667 each, 1.7 s at 1,000/s
    expect(estimateFinish(twelve, { emails: 20_000, segments: 0 }, limits, NOON)).toEqual({
      startsAt: '2026-03-16T12:00:00.000Z',
      lastWaveAt: '2026-03-16T12:55:00.000Z',
      finishesAt: '2026-03-16T12:55:02.000Z',
      bound: 'waves',
    });
  });

  it('is decided by SMS where its queue outlasts the waves', () => {
    // 1,000,000 segments at 100/s are 10,000 s, without a pause from the start on
    expect(estimateFinish(twelve, { emails: 20_000, segments: 1_000_000 }, limits, NOON)).toMatchObject({ finishesAt: '2026-03-16T14:46:40.000Z', bound: 'sms' });
  });

  it('is decided by e-mail where all go at once', () => {
    expect(estimateFinish({ ...twelve, waves: 1 }, { emails: 60_000, segments: 10 }, limits, NOON)).toMatchObject({ finishesAt: '2026-03-16T12:01:00.000Z', bound: 'email' });
  });

  it('counts real limits in business time where that runs fast', () => {
    expect(estimateFinish({ ...twelve, waves: 1 }, { emails: 1_000, segments: 0 }, { ...limits, clockSpeed: 240 }, NOON)).toMatchObject({ finishesAt: '2026-03-16T12:04:00.000Z' });
  });

  it('is the last wave itself where nobody can be reached', () => {
    expect(estimateFinish(twelve, { emails: 0, segments: 0 }, limits, NOON)).toMatchObject({ finishesAt: '2026-03-16T12:55:00.000Z', bound: 'waves' });
  });
});
