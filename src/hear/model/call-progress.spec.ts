import { describe, expect, it } from '@jest/globals';
import { endOf, isUnderWay } from './call-progress.js';

describe('the end of a call', () => {
  it.each([
    ['completed', 'answered'], ['answered', 'answered'], ['busy', 'busy'], ['failed', 'failed'], ['no-answer', 'abandoned'], ['canceled', 'abandoned'],
    ['queued', null], ['ringing', null], ['in-progress', null], ['initiated', null], ['something-new', null], ['', null],
  ])('of status %p is %p', (status, end) => {
    expect(endOf(status)).toBe(end);
  });

  it('tells a call that goes on from a status nobody knows', () => {
    expect(['ringing', 'in-progress', 'completed', 'something-new'].map(isUnderWay)).toEqual([true, true, false, false]);
  });
});
