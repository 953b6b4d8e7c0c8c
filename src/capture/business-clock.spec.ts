import { describe, expect, it } from '@jest/globals';
import { parseBusinessClock } from './business-clock.js';

const REAL = '2026-11-22T10:00:00.000Z';
const afterMs = (ms: number) => () => Date.parse(REAL) + ms;

describe('parseBusinessClock', () => {
  it.each([
    [1, 60_000, '2026-03-01T08:01:00.000Z'],
    [60, 60_000, '2026-03-01T09:00:00.000Z'],
    [0.5, 60_000, '2026-03-01T08:00:30.000Z'],
    [3600, -1_000, '2026-03-01T07:00:00.000Z'],
  ])('runs %d times as fast: %d ms later it is %s', (speed, ms, expected) => {
    const now = parseBusinessClock(`2026-03-01T08:00:00Z@${REAL}x${speed}`, afterMs(ms));
    expect(now().toISOString()).toBe(expected);
  });

  it.each([undefined, ''])('is real time where nothing is set (%p)', (text) => {
    expect(parseBusinessClock(text, afterMs(5))().toISOString()).toBe('2026-11-22T10:00:00.005Z');
  });

  it.each(['2026-03-01T08:00:00Z', 'x60', `yesterday@${REAL}x60`, `2026-03-01T08:00:00Z@soonx60`, `2026-03-01T08:00:00Z@${REAL}x0`, `2026-03-01T08:00:00Z@${REAL}x-1`])(
    'refuses %s',
    (text) => expect(() => parseBusinessClock(text)).toThrow(RangeError),
  );
});
