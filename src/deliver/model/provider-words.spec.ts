import { describe, expect, it } from '@jest/globals';
import { bucketName, bucketParts, type BucketParts } from './bucket-name.js';
import { limitTrouble, type ProviderSaid, providerTrouble } from './provider-words.js';

describe('a bucket\'s name', () => {
  it.each<[BucketParts, string]>([
    [{ channel: 'email', kind: 'account', name: 'smtp' }, 'email:smtp'],
    [{ channel: 'email', kind: 'account', name: 'smtp:second' }, 'email:smtp:second'],
    [{ channel: 'sms', kind: 'sender', name: '+12025550100' }, 'sms:sender:+12025550100'],
    [{ channel: 'email', kind: 'domain', name: 'gmail.com' }, 'email:domain:gmail.com'],
  ])('%j is %s, and back', (parts, name) => {
    expect([bucketName(parts), bucketParts(name)]).toEqual([name, parts]);
  });

  it('is no name of ours without a channel', () => {
    expect(bucketParts('something else')).toBeNull();
  });
});

describe('what is said of a provider', () => {
  const fine: ProviderSaid = { provider: 'smtp', state: 'working', open: true, share: 1, reason: null };
  it.each<[Partial<ProviderSaid>, string | null]>([
    [{}, null],
    [{ provider: 'smtp:second', state: 'resting', share: 0.1 }, null],
    [{ state: 'easing', share: 0.25, reason: 'It says nothing.' }, 'The mail relay gets 25 % of what it could take; the rest goes by the other one. It says nothing.'],
    [{ provider: 'twilio', state: 'shut', open: false, share: 0, reason: 'It can\'t be reached.' }, 'Nothing goes out by Twilio just now. It can\'t be reached.'],
    [{ open: false, reason: 'The relay refuses us.' }, 'Nothing goes out by the mail relay just now. The relay refuses us.'],
    [{ provider: 'twilio:second', state: 'probing', open: false, share: 0 }, 'A few messages try whether the second Twilio account answers again.'],
    [{ state: 'returning', share: 0.1 }, 'The mail relay answers again and gets more step by step.'],
  ])('%j', (more, words) => {
    expect(providerTrouble({ ...fine, ...more })).toBe(words);
  });

  it('names who asked for less, and what is let through', () => {
    expect(limitTrouble({ channel: 'email', kind: 'domain', name: 'gmail.com', nominal: 200, now: 100 })).toBe('gmail.com asked us to slow down: 100 of 200 e-mails a second for now, and more by and by.');
    expect(limitTrouble({ channel: 'sms', kind: 'account', name: 'twilio', nominal: 100, now: 3.125 })).toContain('Twilio asked us to slow down: 3.1 of 100 segments');
    expect(limitTrouble({ channel: 'sms', kind: 'account', name: 'twilio', nominal: 100, now: 100 })).toBeNull();
  });
});
