import { describe, expect, it } from '@jest/globals';
import { whyBarred } from './why-barred.js';

describe('why nobody wrote to a member', () => {
  it.each([
    ['suppressed', 'stop', 'The person replied STOP.'],
    ['suppressed', 'dead-number', 'The number is unknown or takes no texts.'],
    ['suppressed', 'something new', 'The address is not to be used.'],
    ['suppressed', 'minor-since', 'The person became known as a minor after the audience was frozen: a parent or guardian is written to by a new audience.'],
    ['unreachable', null, 'No address is known on any channel of this notice.'],
    ['bounced', '5.1.1', null],
    ['delivered', null, null],
  ] as const)('%s with %s: %s', (outcome, code, sentence) => {
    expect(whyBarred(outcome, code)).toBe(sentence);
  });
});
