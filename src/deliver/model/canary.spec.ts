import { describe, expect, it } from '@jest/globals';
import { canaryVerdict, type CanaryCounts, watchFault } from './canary.js';

describe('those who go first', () => {
  const counts = (some: Partial<CanaryCounts>): CanaryCounts => ({ messages: 200, open: 0, final: 0, tried: 200, bounced: 0, failed: 0, ...some });
  const verdict = (some: Partial<CanaryCounts>, quiet: number | null = 0, age: number | null = 0) => canaryVerdict(counts(some), quiet, age, 120).kind;

  it.each([
    ['all delivered', { final: 200 }, 0, 1, 'pass'],
    ['all taken, and nothing heard yet', {}, 119, 119, 'wait'],
    ['all taken, and nothing came back in the time', {}, 120, 121, 'pass'],
    ['ten bounces of 200: the limit itself', { bounced: 10 }, 120, 120, 'pass'],
    ['eleven', { bounced: 11 }, 0, 0, 'stop'],
    ['four refusals of 200', { failed: 4 }, 120, 120, 'pass'],
    ['five', { failed: 5 }, 0, 0, 'stop'],
    ['nothing tried: the relay is away', { tried: 0, open: 200 }, null, null, 'wait'],
    ['a third tried after five minutes', { tried: 66, open: 134 }, 200, 301, 'wait'],
    ['half tried after five minutes', { tried: 100, open: 100 }, 1, 300, 'pass'],
    ['half tried, and too many of these came back', { tried: 100, open: 100, bounced: 6 }, 1, 300, 'stop'],
    ['nobody to write to', { messages: 0, tried: 0 }, null, null, 'pass'],
    ['all in doubt, after the time', { tried: 0 }, 130, 130, 'pass'],
  ] as const)('%s', (_, some, quiet, age, expected) => {
    expect(verdict(some, quiet, age)).toBe(expected);
  });

  it('do not stop for one bounce of ten, nor for four of fifty', () => {
    expect(verdict({ messages: 10, tried: 10, bounced: 1 }, 120, 120)).toBe('pass');
    expect(verdict({ messages: 50, tried: 50, bounced: 4 }, 120, 120)).toBe('pass');
    expect(verdict({ messages: 50, tried: 50, bounced: 5 }, 0, 0)).toBe('stop');
  });

  it('say by how much', () => {
    expect(canaryVerdict(counts({ bounced: 23 }), 0, 0, 120)).toEqual({ kind: 'stop', fault: { kind: 'bounces', count: 23, of: 200 } });
  });
});

describe('the last messages of a notice', () => {
  const slot = (tried: number, bounced = 0, failed = 0) => ({ tried, bounced, failed });
  it.each([
    ['nothing', [], null],
    ['too few to judge', [slot(499, 499)], null],
    ['5 % of 500, and what chance may add', [slot(500, 35)], null],
    ['more than that', [slot(500, 36)], 'bounces'],
    ['6 % of 2,000, and one', [slot(2_000, 121)], 'bounces'],
    ['3 % refused of 2,000', [slot(2_000, 0, 60)], 'refusals'],
    ['all right in all, but the last 500', [slot(250, 25), slot(250, 25), slot(100_000)], 'bounces'],
    ['a text fails only after a while: the newest tell nothing', [slot(1_000), slot(1_000), slot(1_000, 0, 100), slot(1_000, 0, 100)], 'refusals'],
    ['long ago', [...Array.from({ length: 31 }, () => slot(1_000)), slot(100_000, 90_000)], null],
  ] as const)('%s', (_, slots, expected) => {
    expect(watchFault(slots)?.kind ?? null).toBe(expected);
  });
});
