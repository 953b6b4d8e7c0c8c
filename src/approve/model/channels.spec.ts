import { describe, expect, it } from '@jest/globals';
import { channelsFor, channelsToProve } from './channels.js';

const both = { email: true, sms: true };
const email = { email: true, sms: false };
const sms = { email: false, sms: true };
const none = { email: false, sms: false };

describe('the channels of a member', () => {
  it.each([
    ['preferred', null, both, ['email']],
    ['preferred', 'sms', both, ['sms']],
    ['preferred', 'sms', email, ['email']],
    ['preferred', 'email', sms, ['sms']],
    ['preferred', null, none, []],
    ['both', null, both, ['email', 'sms']],
    ['both', 'sms', sms, ['sms']],
    ['email', 'sms', both, ['email']],
    ['email', null, sms, []],
    ['sms', 'email', both, ['sms']],
    ['sms', null, email, []],
  ] as const)('%s, wishing %s, with %j: %j', (policy, preferred, usable, channels) => {
    expect([...channelsFor(policy, preferred, usable)].sort()).toEqual([...channels].sort());
  });

  it.each([
    ['preferred', both, ['email', 'sms']],
    ['preferred', sms, ['email', 'sms']],
    ['preferred', none, ['email']],
    ['email', both, ['email']],
    ['email', sms, ['email']],
    ['sms', both, ['email', 'sms']],
    ['both', sms, ['email', 'sms']],
    ['both', email, ['email']],
    ['both', none, ['email']],
    ['sms', email, ['email']],
  ] as const)('%s with %j is proved for %j', (policy, has, channels) => {
    expect(channelsToProve(policy, has)).toEqual(channels);
  });
});
