import { describe, expect, it } from '@jest/globals';
import { clockTimeIn, instantMark, stretchMark, toldIn } from './told-time.js';

const at = (iso: string): Date => new Date(iso);

describe('times in sentences', () => {
  it.each([
    ['America/Los_Angeles', 'Half of the time is gone (16 Mar 2026, 08:00 PDT).'],
    ['Europe/Berlin', 'Half of the time is gone (16 Mar 2026, 16:00 CET).'],
    ['Asia/Tokyo', 'Half of the time is gone (17 Mar 2026, 00:00 Japan Time).'],
    ['UTC', 'Half of the time is gone (16 Mar 2026, 15:00 UTC).'],
  ])('are told on the clocks of %s', (zone, said) => {
    expect(toldIn(`Half of the time is gone (${instantMark(at('2026-03-16T15:00:00Z'))}).`, zone)).toBe(said);
  });

  it.each([
    ['Europe/Berlin', '2026-03-02T14:00:00Z', '2026-03-02T16:30:00Z', 'from 2 Mar 2026, 15:00 until 17:30 CET'],
    ['America/New_York', '2026-03-02T04:00:00Z', '2026-03-02T16:30:00Z', 'from 1 Mar 2026, 23:00 until 2 Mar 2026, 11:30 EST'],
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T16:00:00Z', 'from 8 Mar 2026, 00:00 EST until 8 Mar 2026, 12:00 EDT'],
  ])('are stretches on the clocks of %s', (zone, from, until, said) => {
    expect(toldIn(`No call ${stretchMark({ from: at(from), until: at(until) })}.`, zone)).toBe(`No call ${said}.`);
  });

  it('leave alone what is no time', () => {
    expect(toldIn('Since \u27e62026-99\u27e7, {{x}} and 2026-03-02T04:00:00Z.', 'UTC')).toBe('Since \u27e62026-99\u27e7, {{x}} and 2026-03-02T04:00:00Z.');
    expect(clockTimeIn(at('2026-07-02T04:00:00Z'), 'America/Los_Angeles')).toBe('1 Jul 2026, 21:00 PDT');
  });
});
