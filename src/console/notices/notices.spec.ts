import { describe, expect, it } from '@jest/globals';
import { OUTCOMES, type Outcome } from '../../deliver/contract.js';
import { Form } from '../page/form.js';
import { previewAs } from './preview-readers.js';
import { scheduleChange } from './schedule-form.js';
import { canarySentences, channelSentence, ladderSentence, scheduleSentence } from './send-plan.sentences.js';
import { sumBar } from './sum-bar.js';

const outcomes = (given: Partial<Record<Outcome, number>>) => Object.fromEntries(OUTCOMES.map((outcome) => [outcome, given[outcome] ?? 0])) as Record<Outcome, number>;

describe('the bar of the sum', () => {
  it('fills a thousand units, what went well first, and says it in words', () => {
    const bar = sumBar({ members: 1000, outcomes: outcomes({ pending: 200, delivered: 500, sent: 250, unreachable: 50 }), adds: true }, true);
    expect(bar.parts.map(({ outcome, x, width }) => [outcome, x, width])).toEqual([['delivered', 0, 500], ['sent', 500, 250], ['pending', 750, 200], ['unreachable', 950, 50]]);
    expect(bar.label).toBe('500 delivered, 250 handed over, 200 waiting, 50 unreachable');
    expect([bar.adds, bar.preparing]).toEqual([true, false]);
  });
  it('has a place for every outcome that there is', () => {
    expect(sumBar({ members: 10, outcomes: outcomes(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 1]))), adds: true }, true).parts).toHaveLength(OUTCOMES.length);
  });
  it('raises no alarm while rows are written, and does when they are', () => {
    const short = { members: 10, outcomes: outcomes({ pending: 4 }), adds: false };
    expect(sumBar(short, false)).toMatchObject({ preparing: true, total: 4 });
    expect(sumBar(short, true)).toMatchObject({ preparing: false, adds: false, total: 4 });
  });
});

describe('the schedule', () => {
  const typed = { startAt: '', waves: '12', waveIntervalMinutes: '5', expiresAfterHours: '72', canary: '50', channels: 'both', noReceiptMinutes: '30', unknownEmail: 'ask' };
  it('is read as a change of schedule and policies', () => {
    expect(scheduleChange(new Form({ ...typed, startAt: '2026-03-02T09:00' }), 'America/New_York').change).toEqual({
      schedule: { startAt: '2026-03-02T14:00:00.000Z', waves: 12, waveIntervalMinutes: 5, expiresAfterHours: 72, canary: 50 }, policies: { channels: 'both', unknownEmail: 'ask', ladder: null },
    });
    expect(['30', ''].map((noReceiptMinutes) => scheduleChange(new Form({ ...typed, channels: 'preferred', noReceiptMinutes }), 'UTC').change?.policies?.ladder)).toEqual([{ noReceiptMinutes: 30 }, null]);
  });
  it.each([
    [{ waves: '0' }, 'The number of waves must lie between 1 and 200.'],
    [{ waves: 'a dozen' }, 'The number of waves must be a whole number.'],
    [{ expiresAfterHours: '9999' }, 'The end must lie between 1 and 720.'],
    [{ channels: 'pigeon' }, 'Choose one of the policies that are offered.'],
  ])('with %j is refused, and what was typed stays', (over, fault) => {
    const form = new Form({ ...typed, ...over });
    expect(scheduleChange(form, 'UTC')).toEqual({ change: null, typedSchedule: { ...typed, ...over } });
    expect(form.faults).toEqual([fault]);
  });
  it('is told in sentences', () => {
    const schedule = { startAt: null, waves: 12, waveIntervalMinutes: 75, expiresAfterHours: 72 };
    expect(scheduleSentence(schedule, 'UTC')).toBe('It starts as soon as it is approved, in 12 waves 1 h 15 min apart. What has not been sent 72 hours after approval never is.');
    expect(canarySentences({ ...schedule, canary: 200 })).toEqual(['The first 200 people are written to first; the others wait a few minutes for what comes of it. If more than 5 % come back or 2 % are refused, it stops by itself.']);
    expect([canarySentences(schedule), canarySentences({ ...schedule, canary: 0 })]).toEqual([[], []]);
    expect(scheduleSentence({ ...schedule, startAt: '2026-03-02T14:00:00.000Z', waves: 1 }, 'America/New_York')).toContain('at 2 Mar 2026, 09:00 EST, or at approval where that is later, to all at once');
    expect(ladderSentence({ channels: 'preferred', unknownEmail: 'ask', mandatory: true, ladder: { noReceiptMinutes: 30 } })).toBe(
      'Where that bounces, fails or is stopped, or a text has no receipt after 30 min, the other channel is tried, until there is proof that one arrived. Whom no channel reaches stands in the file for letters.',
    );
    expect(channelSentence({ channels: 'sms', unknownEmail: 'ask', mandatory: true })).toBe('It goes by SMS only. It must be told, so it passes wishes about advertising; it never passes a STOP or a dead address.');
  });
});

it.each([['first', { position: 0 }], ['no-phone', { who: 'no-phone' }], ['reads-es', { reads: 'es' }], ['C-0001', { reference: 'C-0001' }]])('looks as %s', (as, expected) => {
  expect(previewAs(as)).toEqual(expected);
});
