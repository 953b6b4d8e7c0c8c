import { describe, expect, it } from '@jest/globals';
import type { Policies } from '../contract.js';
import { DEFAULT_LADDER, settlePolicies } from './ladder-policy.js';

const both: Policies = { channels: 'both', unknownEmail: 'resend', mandatory: true };
const preferred: Policies = { ...both, channels: 'preferred' };
const slow = { noReceiptMinutes: 240 };

describe('the ladder of a notice', () => {
  it.each([
    ['stands where each is written to on the preferred channel', preferred, {}, DEFAULT_LADDER],
    ['comes with the change to the preferred channel', both, { channels: 'preferred' }, DEFAULT_LADDER],
    ['comes with it even where an earlier one was taken away', { ...preferred, ladder: null, channels: 'email' }, { channels: 'preferred' }, DEFAULT_LADDER],
    ['stays as it was chosen', { ...preferred, ladder: slow }, { unknownEmail: 'ask' }, slow],
    ['stays away once it was taken away', { ...preferred, ladder: null }, { unknownEmail: 'ask' }, null],
    ['is what is asked for', preferred, { ladder: slow }, slow],
    ['is taken away when that is asked for', { ...preferred, ladder: slow }, { ladder: null }, null],
    ['goes with the change to another policy', { ...preferred, ladder: slow }, { channels: 'sms' }, undefined],
    ['is nothing that other policies have', both, { ladder: null }, undefined],
  ] as const)('%s', (_, base, wanted, ladder) => {
    expect(settlePolicies(base, wanted).ladder).toEqual(ladder);
  });

  it('is refused where there is no channel before it', () => {
    expect(() => settlePolicies(both, { ladder: slow })).toThrow(expect.objectContaining({ code: 'ladder-needs-preferred' }));
  });
});
