import { describe, expect, it } from '@jest/globals';
import { letterPlaceOf, letterPlaceText, startOfNext, UNREACHABLE } from './letter-place.js';

describe('the place of a page of people without an address', () => {
  it('begins with the first outcome and goes through all', () => {
    expect(letterPlaceOf('-1', null)).toEqual({ outcome: 'unreachable', place: { way: 'barred', position: -1 } });
    expect(UNREACHABLE.map((outcome) => startOfNext(outcome)?.outcome ?? null)).toEqual(['suppressed', 'bounced', 'failed', null]);
  });

  it.each(['unreachable.b412', 'suppressed.m88123.412', 'suppressed.b7', 'bounced.m5.0', 'suppressed.-1', 'failed.-1'])('says %s as it was said', (text) => {
    expect(letterPlaceText(letterPlaceOf(text, null)!)).toBe(text);
  });

  it.each([['412', null], ['delivered.m1.1', null], ['bounced.b5', null], ['bounced.m5.0', 'failed'], ['', null], ['bounced', null]] as const)('is none in %p among %p', (text, only) => {
    expect(letterPlaceOf(text, only)).toBeNull();
  });
});
