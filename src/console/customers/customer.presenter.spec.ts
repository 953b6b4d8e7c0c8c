import { describe, expect, it } from '@jest/globals';
import { customerPage } from './customer.presenter.js';

const factsOf = (row: Readonly<Record<string, unknown>>) => {
  const file = { customerId: '1', sections: [{ key: 'profile', title: 'Who they are', note: '', rows: [row] }] } as unknown as Parameters<typeof customerPage>[0]['file'];
  const { facts } = customerPage({ file, erasure: null, only: null, zone: 'UTC', may: { handOut: true, erase: true, desk: true, care: true }, said: null });
  return facts.map(({ label, text }) => [label, text]);
};

describe('who a customer is', () => {
  it('is said in words, with the codes that are held', () => {
    expect(factsOf({ reference: 'C-1', region: 'TX', country: 'US', language: 'en-US' })).toEqual([['Reference', 'C-1'], ['Region', 'Texas (TX)'], ['Country', 'United States (US)'], ['Language', 'American English (en-US)']]);
  });
  it('is as it is held where a code has no name, and elsewhere than in the United States', () => {
    expect(factsOf({ region: 'ZZ', country: 'US', language: 'no language' })).toEqual([['Region', 'ZZ'], ['Country', 'United States (US)'], ['Language', 'no language']]);
    expect(factsOf({ region: 'WA', country: 'AU', language: '' })).toEqual([['Region', 'WA'], ['Country', 'Australia (AU)']]);
  });
});
