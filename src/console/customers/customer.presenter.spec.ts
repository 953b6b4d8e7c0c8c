import { describe, expect, it } from '@jest/globals';
import { customerPage } from './customer.presenter.js';

const factsOf = (row: Readonly<Record<string, unknown>>) => {
  const file = { customerId: '1', sections: [{ key: 'profile', title: 'Who they are', note: '', rows: [row] }] } as unknown as Parameters<typeof customerPage>[0]['file'];
  const { facts } = customerPage({ file, erasure: null, only: null, zone: 'UTC', may: { handOut: true, erase: true, desk: true, care: true }, said: null });
  return facts.map(({ label, text }) => [label, text]);
};

describe('who a customer is', () => {
  it('is said in words, with the codes that are held', () => {
    expect(factsOf({ reference: 'C-1', region: 'TX', country: 'US', language: 'en-US' })).toEqual([['Reference', 'C-1'], ['Region', 'Texas (TX)'], ['Country', 'United States (US)'], ['Language', 'English (United States) (en-US)']]);
  });
  it('is as it is held where a code has no name, and elsewhere than in the United States', () => {
    expect(factsOf({ region: 'ZZ', country: 'US', language: 'no language' })).toEqual([['Region', 'ZZ'], ['Country', 'United States (US)'], ['Language', 'no language']]);
    expect(factsOf({ region: 'WA', country: 'AU', language: '' })).toEqual([['Region', 'WA'], ['Country', 'Australia (AU)']]);
  });
});

const MAY = { handOut: true, erase: true, desk: true, care: true };
const sections = [
  { key: 'profile', title: 'Who they are', rows: [{ reference: 'C1', firstName: 'Ana', lastName: 'Diaz', preferredChannel: 'email', region: 'CA', country: 'US', language: 'es-US', timeZone: 'America/Los_Angeles' }] },
  { key: 'stops', title: 'Addresses that are stopped', rows: [{ channel: 'sms', reason: 'dead-number', scope: 'all' }] },
  { key: 'letters', title: 'Letters', rows: [{ notice: 1, postedOn: '2026-03-20', region: 'JAL', country: 'MX' }] },
  { key: 'audiences', title: 'Incidents that affect them', rows: [{ why: { data: ['card-number'], touchpoints: [{ kind: 'card-purchase', occurredAt: '2026-02-03T10:00:00Z', label: null }] } }] },
];

describe('what is held of a customer', () => {
  const page = customerPage({ file: { customerId: '1', sections } as never, erasure: null, only: null, zone: 'UTC', may: MAY, said: null });
  const rowsOf = (title: string): readonly string[] => page.tables.find((table) => table.title === title)!.rows[0]!.map(({ text }) => text);

  it('says languages, channels and places in words', () => {
    expect(Object.fromEntries(page.facts.map(({ label, text }) => [label, text]))).toMatchObject({ 'Preferred channel': 'e-mail', Region: 'California (CA)', Country: 'United States (US)', Language: 'Spanish (United States) (es-US)' });
    expect(rowsOf('Addresses that are stopped')).toEqual(['SMS', 'the number is dead', 'everything']);
  });
  it('writes days as days are written everywhere', () => {
    expect(rowsOf('Letters')).toEqual(['1', '20 Mar 2026', 'JAL', 'Mexico (MX)']);
    expect(rowsOf('Incidents that affect them')).toEqual(['card number, card purchase on 3 Feb 2026']);
  });
});
