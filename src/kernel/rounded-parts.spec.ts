import { describe, expect, it } from '@jest/globals';
import { roundedParts } from './rounded-parts.js';

describe('whole parts of a sum', () => {
  it.each([
    [[147.75, 147.75, 147.75, 147.75, 0.2], [148, 148, 148, 147, 0]],
    [[118.4, 118.4, 118.4, 118.4, 117.4], [119, 119, 118, 118, 117]],
    [[0.3, 0.3], [1, 0]],
    [[75, 75], [75, 75]],
    [[], []],
  ])('of %j are %j', (parts, whole) => {
    expect(roundedParts(parts)).toEqual(whole);
    expect(whole.reduce((sum, part) => sum + part, 0)).toBe(Math.round(parts.reduce((sum, part) => sum + part, 0)));
  });
});
