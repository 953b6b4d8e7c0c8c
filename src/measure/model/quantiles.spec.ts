import { describe, expect, it } from '@jest/globals';
import { T_975_DF49, twoSidedP, Z_975 } from './quantiles.js';

describe('twoSidedP', () => {
  // Printed tables of the normal distribution, and for the tails erfc(z / √2) of glibc 2.36.
  it.each([
    [0, 1],
    [1, 0.31731050786291415],
    [1.5, 0.13361440253771617],
    [2.5, 0.012419330651552278],
    [2.999999, 0.00269980492697031],
    [3, 0.0026997960632601913],
    [4, 6.334248366623993e-5],
    [6, 1.9731752900754024e-9],
  ])('of %d is %d', (z, p) => {
    expect(twoSidedP(z) / p).toBeCloseTo(1, 8);
    expect(twoSidedP(-z)).toBe(twoSidedP(z));
  });

  it('is 5 % at the normal quantile that the intervals use', () => {
    expect(twoSidedP(Z_975)).toBeCloseTo(0.05, 14);
  });

  it('joins its two expansions without a step', () => {
    expect(twoSidedP(3 - 1e-12) / twoSidedP(3)).toBeCloseTo(1, 10);
  });

  it('is 0 where the tail is below the smallest number', () => {
    expect(twoSidedP(40)).toBe(0);
    expect(twoSidedP(Infinity)).toBe(0);
  });

  it('refuses what is not a number', () => {
    expect(() => twoSidedP(Number.NaN)).toThrow(RangeError);
  });
});

describe('T_975_DF49', () => {
  it('leaves 2.5 % above it', () => {
    // Simpson's rule over the density of t with 49 degrees of freedom; its constant from the product of half steps.
    const df = 49;
    let constant = 1 / Math.PI; // the density at 0 of t with 1 degree of freedom is 1/π; each two more multiply it
    for (let v = 3; v <= df; v += 2) constant *= ((v - 1) / (v - 2)) * Math.sqrt((v - 2) / v);
    const density = (t: number): number => constant * (1 + (t * t) / df) ** (-(df + 1) / 2);
    const steps = 2_000;
    const h = T_975_DF49 / steps;
    let area = density(0) + density(T_975_DF49);
    for (let i = 1; i < steps; i += 1) area += (i % 2 === 0 ? 2 : 4) * density(i * h);
    expect((area * h) / 3).toBeCloseTo(0.475, 10);
  });
});
