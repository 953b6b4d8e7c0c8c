import { describe, expect, it } from '@jest/globals';
import { endOfCall, endOfDial, isUnderWay } from './call-progress.js';

describe('the end of a call', () => {
  it.each([
    ['completed', 95, 'answered', 95],
    ['busy', 0, 'busy', null],
    ['failed', null, 'failed', null],
    ['no-answer', 0, 'abandoned', null],
    ['canceled', 0, 'abandoned', null],
  ])('%s after %p s is %s', (status, seconds, outcome, talkSeconds) => {
    expect(endOfCall(status, seconds)).toEqual({ outcome, talkSeconds });
  });

  it.each(['queued', 'initiated', 'ringing', 'in-progress'])('%s is none', (status) => {
    expect(endOfCall(status, null)).toBeNull();
    expect(isUnderWay(status)).toBe(true);
  });

  it('is not read into a word nobody knows', () => {
    expect(endOfCall('vanished', 3)).toBeNull();
    expect(isUnderWay('vanished')).toBe(false);
  });

  it('of the dialled leg tells whether a person answered', () => {
    expect(endOfDial('answered', 60)).toEqual({ outcome: 'answered', talkSeconds: 60 });
    expect(endOfDial('no-answer', 0)).toEqual({ outcome: 'abandoned', talkSeconds: null });
  });
});
