import { describe, expect, it } from '@jest/globals';
import { failureWords } from './failure.words.js';

describe('why people were not told, in the report', () => {
  it.each([
    ['bounced', '5.1.1', 'The mailbox does not exist (5.1.1).'],
    ['bounced', '30005', 'The number is unknown or no longer in use (30005).'],
    ['failed', '30999', 'Twilio gave error 30999.'],
    ['suppressed', 'stop', 'The person replied STOP.'],
    ['unreachable', 'no address', 'No address is known on any channel of this notice.'],
    ['failed', 'not-composed', 'The text for the person could not be made.'],
    ['unknown', 'no code', 'No reason was given.'],
    ['failed', 'something-new', 'something-new'],
  ])('%s by %s: %s', (outcome, code, words) => expect(failureWords(outcome, code)).toBe(words));
});
