import { describe, expect, it } from '@jest/globals';
import { makeCheckCode, readCheckCode } from './check-code.js';

describe('a check code', () => {
  it('is eight characters in two halves, none of which is read as another', () => {
    let drawn = 0;
    const codes = Array.from({ length: 200 }, () => makeCheckCode((below) => drawn++ % below));
    for (const code of codes) expect(code).toMatch(/^[2-9B-DF-HJKMNP-TWXYZ]{4}-[2-9B-DF-HJKMNP-TWXYZ]{4}$/);
    expect(new Set(codes.join('').replaceAll('-', ''))).toHaveProperty('size', 27);
  });

  it('asks for a fair draw each time', () => {
    const asked: number[] = [];
    makeCheckCode((below) => {
      asked.push(below);
      return 0;
    });
    expect(asked).toEqual(Array.from({ length: 8 }, () => 27));
  });

  it.each([
    ['K7QF-2M9D', 'K7QF-2M9D'], [' k7qf 2m9d ', 'K7QF-2M9D'], ['K7QF–2M9D', 'K7QF-2M9D'], ['k7qf2m9d', 'K7QF-2M9D'],
    ['K7QF-2M9', null], ['K7QF-2M9DD', null], ['K7QF-2M9O', null], ['', null], ['%%%%-%%%%', null],
  ])('typed as "%s" is read as %s', (typed, code) => {
    expect(readCheckCode(typed)).toBe(code);
  });
});
