import { describe, expect, it } from '@jest/globals';
import { dayInFull } from './day-in-full.js';

describe('a day in full', () => {
  it.each([
    ['America/Los_Angeles', 'en', 'March 17, 2026'],
    ['America/Los_Angeles', 'en-US', 'March 17, 2026'],
    ['US/Pacific', 'en', 'March 17, 2026'],
    ['America/Toronto', 'en', 'March 17, 2026'],
    ['America/Puerto_Rico', 'en', 'March 17, 2026'],
    ['Europe/London', 'en', '17 March 2026'],
    ['Europe/Berlin', 'en-US', '17 March 2026'],
    ['Australia/Sydney', 'en', '18 March 2026'],
    ['UTC', 'en', '17 March 2026'],
    ['America/Los_Angeles', 'es', '17 de marzo de 2026'],
    ['America/Los_Angeles', 'es-US', '17 de marzo de 2026'],
    ['Europe/Madrid', 'es-ES', '17 de marzo de 2026'],
  ])('is in %s, in %s, %s', (zone, language, written) => expect(dayInFull(new Date('2026-03-17T16:00:00Z'), zone, language)).toBe(written));

  it('knows of no zone that there is not', () => expect(() => dayInFull(0, 'Mars/Olympus', 'en')).toThrow(RangeError));
});
