import { describe, expect, it } from '@jest/globals';
import { afterWrong, isShut, proofKind, proves } from './proof.js';

describe('what a reader proves himself by', () => {
  it.each([
    [{ postalCode: '98101', phone: '+12065550123' }, 'postal-code'],
    [{ postalCode: null, phone: '+12065550123' }, 'phone-end'],
    [{ postalCode: ' - ', phone: '+12065550123' }, 'phone-end'],
    [{ postalCode: null, phone: null }, null],
    [{ postalCode: '', phone: '+12' }, null],
  ])('of %p is %p', (onFile, kind) => {
    expect(proofKind(onFile)).toBe(kind);
  });

  it.each([
    ['98101', '98101', true],
    ['98101', ' 98101-1234', true],
    ['98101-1234', '98101', true],
    ['98101-1234', '98101 1234', true],
    ['98101-1234', '98101-1235', false],
    ['98101', '98102', false],
    ['98101', '9810', false],
    ['SW1A 1AA', 'sw1a1aa', true],
    ['28013', '', false],
    ['28013', '２８０１３', true],
  ])('postal code %s is proved by "%s": %p', (postalCode, answer, right) => {
    expect(proves({ postalCode, phone: '+12065550123' }, answer)).toBe(right);
  });

  it.each([['0123', true], [' 01 23 ', true], ['123', false], ['5550123', false], ['', false]])('the end of a number is proved by "%s": %p', (answer, right) => {
    expect(proves({ postalCode: null, phone: '+12065550123' }, answer)).toBe(right);
  });

  it('is proved by nothing where nothing is on file', () => {
    expect(proves({ postalCode: null, phone: null }, '')).toBe(false);
  });
});

it.each([
  [1, { left: 4, lockHours: null, shut: false }],
  [4, { left: 1, lockHours: null, shut: false }],
  [5, { left: 0, lockHours: 24, shut: false }],
  [6, { left: 4, lockHours: null, shut: false }],
  [10, { left: 0, lockHours: 24, shut: false }],
  [15, { left: 0, lockHours: null, shut: true }],
])('after %d wrong answers it is %p', (wrong, expected) => {
  expect(afterWrong(wrong)).toEqual(expected);
  expect(isShut(wrong)).toBe(expected.shut);
});
