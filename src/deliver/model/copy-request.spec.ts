import { describe, expect, it } from '@jest/globals';
import { type Copyable, isApproved, judgeCopy } from './copy-request.js';

const FINE: Copyable = {
  state: 'finished', expired: false, begun: true, written: true, address: 'a@example.com', barredBy: null, sameAsFrozen: true, changedAt: null,
  exposure: { from: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' }, breachedMailDomains: [], lastDay: 0, own: 'delivered',
};

describe('somebody who asks for a notice', () => {
  it.each([
    ['delivered', 'copy'], ['sent', 'copy'], ['bounced', 'copy'], ['unknown', 'copy'], ['cancelled', 'copy'], [null, 'copy'], ['pending', 'brought-forward'], ['sending', 'under-way'],
  ] as const)('whose own message is %s gets %s', (own, kind) => {
    expect(judgeCopy({ ...FINE, own })).toEqual({ kind });
  });

  it.each([
    [{ state: 'cancelled' }, 'over'], [{ expired: true }, 'over'], [{ state: 'paused' }, 'paused'], [{ begun: false }, 'not-begun'], [{ written: false }, 'not-begun'],
    [{ address: null }, 'no-address'], [{ barredBy: 'stop' }, 'stopped'], [{ sameAsFrozen: false }, 'address-changed'], [{ lastDay: 5 }, 'often-enough'],
    [{ changedAt: new Date('2026-03-01T00:00:00Z') }, 'changed-in-exposure'], [{ changedAt: new Date('2026-03-14T23:59:59Z') }, 'changed-in-exposure'],
  ] as const)('is refused with %p: %s', (more, why) => {
    expect(judgeCopy({ ...FINE, ...more, own: 'pending' })).toEqual({ kind: 'refused', why });
  });

  it.each([[new Date('2026-02-28T23:59:59Z')], [new Date('2026-03-15T00:00:00Z')]])('is written to at an address that changed at %p, outside of the exposure', (changedAt) => {
    expect(judgeCopy({ ...FINE, changedAt })).toEqual({ kind: 'copy' });
    expect(judgeCopy({ ...FINE, exposure: null, changedAt: new Date('2026-03-05') })).toEqual({ kind: 'copy' });
  });
});

it.each([['preferred', 'sms', true], ['both', 'email', true], ['email', 'email', true], ['email', 'sms', false], ['sms', 'email', false]] as const)('%s covers %s: %p', (channels, channel, covered) => {
  expect(isApproved(channels, channel)).toBe(covered);
});
