import { describe, expect, it } from '@jest/globals';
import { type Outcome } from '../contract.js';
import { type MemberPlace, placeOf, placeText } from './member-place.js';

describe('where a page of members begins', () => {
  it.each<[Outcome | null, MemberPlace, string]>([
    [null, { way: 'all', position: 412 }, '412'],
    ['sent', { way: 'message', id: '88123', position: 412 }, 'm88123.412'],
    ['unreachable', { way: 'barred', position: 3 }, 'b3'],
    ['pending', { way: 'unwritten', position: 0 }, 'u0'],
  ])('of %s: %j is %s, and back', (outcome, place, text) => {
    expect([placeText(place), placeOf(text, outcome)]).toEqual([text, place]);
  });

  it.each<[Outcome | null, MemberPlace]>([
    [null, { way: 'all', position: -1 }], ['suppressed', { way: 'message', id: '0', position: -1 }], ['unreachable', { way: 'barred', position: -1 }],
  ])('is at first before everybody of %s', (outcome, place) => {
    expect(placeOf('-1', outcome)).toEqual(place);
  });

  it.each<[Outcome | null, string]>([
    [null, 'm1.2'], [null, ''], [null, '-2'], [null, '1e3'], ['sent', '5'], ['sent', 'b5'], ['sent', 'm5'], ['sent', 'm.5'], ['sent', '5.5'], ['unreachable', 'm5.5'], ['pending', 'b1'], ['pending', 'u1.5'],
  ])('of %s is not "%s"', (outcome, text) => {
    expect(placeOf(text, outcome)).toBeNull();
  });
});
