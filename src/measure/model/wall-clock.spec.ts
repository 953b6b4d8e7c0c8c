import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { slotAt, slotStart } from './wall-clock.js';

const day = (date: string): DateTime => DateTime.fromISO(date, { zone: 'Europe/Berlin' });
const at = (local: string): Date => DateTime.fromISO(local, { zone: 'Europe/Berlin' }).toJSDate();

describe('a slot of the day', () => {
  it.each(['2026-03-28', '2026-03-29', '2026-10-25'])('is that of the clock on the wall, on %s too', (date) => {
    expect(slotAt(day(date), at(`${date}T10:40`), 30)).toBe(21);
    expect(slotAt(day(date), at(`${date}T01:10`), 30)).toBe(2);
    expect(slotStart(day(date), 21 * 30).toISO()).toContain(`${date}T10:30`);
  });

  it('is the first for what was before the day, and beyond the last for what came after', () => {
    expect([at('2026-03-28T23:59'), at('2026-03-30T00:00')].map((time) => slotAt(day('2026-03-29'), time, 30))).toEqual([0, 48]);
  });
});
