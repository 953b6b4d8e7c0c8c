import { describe, expect, it } from '@jest/globals';
import { FairTurns } from './fair-turns.js';

/** Serves one at a time, and counts who had how many. */
function serve(turns: FairTurns<string>, weights: Readonly<Record<string, number>>, times: number): Record<string, number> {
  const had: Record<string, number> = {};
  for (let turn = 0; turn < times; turn += 1) {
    const key = turns.next(Object.keys(weights))!;
    turns.served(key, 1, weights[key]!);
    had[key] = (had[key] ?? 0) + 1;
  }
  return had;
}

describe('taking turns', () => {
  it('is by weight', () => {
    expect(serve(new FairTurns(), { low: 1, critical: 8 }, 90)).toEqual({ low: 10, critical: 80 });
  });

  it('serves who comes anew at once, and makes up for nothing that it did not ask for', () => {
    const turns = new FairTurns<string>();
    serve(turns, { large: 4 }, 100_000);
    turns.served(turns.next(['large', 'small'])!, 1, 4);
    const had = serve(turns, { large: 4, small: 4 }, 20);
    expect(Math.abs(had['small']! - had['large']!)).toBeLessThanOrEqual(2);
  });

  it('keeps the weights where most of what is served can\'t be paid and comes back', () => {
    const turns = new FairTurns<string>();
    const weights = { low: 1, critical: 8 };
    const had = { low: 0, critical: 0 };
    for (let slice = 0; slice < 90; slice += 1) {
      const taken = Array.from({ length: 5 }, () => {
        const key = turns.next(['low', 'critical'])! as keyof typeof weights;
        turns.served(key, 1, weights[key]);
        return key;
      });
      had[taken[0]!] += 1;
      for (const key of taken.slice(1)) turns.refunded(key, 1, weights[key]);
    }
    expect(had).toEqual({ low: 10, critical: 80 });
  });

  it('gives back what was not taken', () => {
    const turns = new FairTurns<string>();
    turns.served('one', 10, 1);
    turns.refunded('one', 10, 1);
    expect(serve(turns, { one: 1, other: 1 }, 10)).toEqual({ one: 5, other: 5 });
  });

  it('has nobody\'s turn where nobody is', () => {
    expect(new FairTurns<string>().next([])).toBeNull();
  });
});
