import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balance, type BalanceRow } from './balance.js';

fc.configureGlobal({ seed: 20260302 });

/** One row for each wave from the call counts of its members. */
const rows = (waves: readonly (readonly number[])[], priority = 'all'): BalanceRow[] =>
  waves.map((calls, wave) => ({
    priority,
    wave,
    members: calls.length,
    calls: calls.reduce((sum, c) => sum + c, 0),
    callsSquared: calls.reduce((sum, c) => sum + c * c, 0),
  }));

describe('balance', () => {
  it('of four people worked by hand', () => {
    // Waves 0, 0, 1, 1 with calls 0, 1, 1, 2: covariance 1, variance 1 · 2 / 3.
    const got = balance(rows([[0, 1], [1, 2]]));
    expect(got?.z).toBeCloseTo(1 / Math.sqrt(2 / 3), 12);
    expect(got?.p).toBeCloseTo(0.22067, 5);
  });

  it('has the mean 0 and variance 1 of all ways to deal the same people', () => {
    const calls = [0, 0, 1, 3, 7];
    const deals = permutations(calls).map((deal) => balance(rows([deal.slice(0, 2), deal.slice(2, 3), deal.slice(3)]))?.z ?? Number.NaN);
    expect(deals.reduce((sum, z) => sum + z, 0) / deals.length).toBeCloseTo(0, 10);
    expect(deals.reduce((sum, z) => sum + z * z, 0) / deals.length).toBeCloseTo(1, 10);
  });

  it('sees heavy callers put last', () => {
    const waves = [0, 1, 2, 3, 4].map((wave) => Array.from({ length: 100 }, (_, i) => (i % 5 < wave ? 1 : 0)));
    expect(balance(rows(waves))?.p).toBeLessThan(1e-9);
    expect(balance(rows(waves.toReversed()))?.z).toBeLessThan(-6);
  });

  it('does not mind that one class calls more and goes first', () => {
    const vip = rows([[5, 6], [6, 5]], 'vip');
    const normal = rows([[], [], [0, 1], [1, 0]], 'normal').filter(({ members }) => members > 0);
    expect(balance([...vip, ...normal])).toEqual({ z: 0, p: 1 });
  });

  it.each<[string, BalanceRow[]]>([
    ['nobody', []],
    ['nobody who called', rows([[0, 0], [0, 0]])],
    ['one wave', rows([[1, 2, 3]])],
    ['one person', rows([[4]])],
  ])('has nothing to say about %s', (_case, of) => {
    expect(balance(of)).toBeNull();
  });

  it('gives a p between 0 and 1', () => {
    const waves = fc.array(fc.array(fc.nat(20), { minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(waves, (of) => {
        const got = balance(rows(of));
        expect(got === null || (got.p >= 0 && got.p <= 1)).toBe(true);
      }),
    );
  });
});

function permutations(of: readonly number[]): number[][] {
  if (of.length < 2) return [[...of]];
  return of.flatMap((first, i) => permutations(of.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}
