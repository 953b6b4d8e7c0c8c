import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proportion } from './proportion.js';

fc.configureGlobal({ seed: 20260302 });

describe('proportion', () => {
  it.each([
    [9_180, 10_000, 0.918, 0.91246, 0.92322],
    [0, 20, 0, 0, 0.16113],
    [420, 500, 0.84, 0.80529, 0.86952],
    [20, 20, 1, 0.83887, 1],
  ])('of %i in %i is %d, from %d to %d', (count, of, share, low, high) => {
    const got = proportion(count, of);
    expect(got.share).toBeCloseTo(share, 12);
    expect(got.low).toBeCloseTo(low, 5);
    expect(got.high).toBeCloseTo(high, 5);
  });

  it('holds the share between its bounds, inside [0, 1], and mirrors for the complement', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
        const count = Math.round(part * of);
        const got = proportion(count, of);
        const rest = proportion(of - count, of);
        expect(got.low).toBeGreaterThanOrEqual(0);
        expect(got.high).toBeLessThanOrEqual(1);
        expect(got.low).toBeLessThanOrEqual(got.share);
        expect(got.high).toBeGreaterThanOrEqual(got.share);
        expect(rest.high).toBeCloseTo(1 - got.low, 9);
      }),
    );
  });

  it.each([[-1, 5], [6, 5], [0, 0], [1.5, 5], [1, Number.NaN]])('refuses %d of %d', (count, of) => {
    expect(() => proportion(count, of)).toThrow(RangeError);
  });
});
