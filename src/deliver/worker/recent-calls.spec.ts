import { describe, expect, it } from '@jest/globals';
import { RecentCalls } from './recent-calls.js';

/** Calls of one name at these milliseconds, and what it says of their rate at the last. */
const rate = (times: readonly number[], at: number, name = 'a.example'): number => {
  let now = 0;
  const calls = new RecentCalls(() => now);
  for (const time of times) {
    now = 1_000_000 + time;
    calls.count('a.example');
  }
  now = 1_000_000 + at;
  return calls.perSecond(name);
};
const every = (ms: number, until: number): number[] => Array.from({ length: until / ms }, (_, index) => index * ms);

describe('how many calls go out of late', () => {
  it.each([
    ['none', [], 0, 0],
    ['twenty at once are twenty a second', Array<number>(20).fill(0), 0, 20],
    ['ten a second, after two seconds', every(100, 2_000), 2_000, 10],
    ['ten a second, after a minute', every(100, 60_000), 60_000, 10],
    ['what stopped half a minute ago', every(100, 2_000), 32_000, 0],
  ])('%s', (_, times, at, expected) => {
    expect(rate(times, at)).toBeCloseTo(expected, 0);
  });

  it('counts each name for itself', () => {
    expect(rate(every(100, 2_000), 2_000, 'b.example')).toBe(0);
  });
});
