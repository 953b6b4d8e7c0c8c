import { describe, expect, it } from '@jest/globals';
import { T_975_DF49 } from './quantiles.js';
import { student975, studentCdf } from './student.js';

describe('Student\'s t', () => {
  it.each([[1, 12.706204736], [2, 4.30265273], [5, 2.570581836], [10, 2.228138852], [19, 2.093024054], [30, 2.042272456], [49, T_975_DF49], [200, 1.971896224]])('has with %i degrees of freedom its 97.5 %% point at %d', (df, point) => {
    expect(student975(df)).toBeCloseTo(point, 8);
  });

  it('is symmetric, and Cauchy\'s with one degree of freedom', () => {
    expect(studentCdf(-1.3, 7) + studentCdf(1.3, 7)).toBeCloseTo(1, 14);
    expect(studentCdf(2, 1)).toBeCloseTo(0.5 + Math.atan(2) / Math.PI, 14);
  });

  it.each([0, 1.5, -2])('refuses %d degrees of freedom', (df) => {
    expect(() => studentCdf(1, df)).toThrow(RangeError);
  });
});
