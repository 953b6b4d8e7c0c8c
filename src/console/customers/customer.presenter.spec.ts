import { describe, expect, it } from '@jest/globals';
import { customerPage } from './customer.presenter.js';

const factsOf = (row: Readonly<Record<string, unknown>>) => {
  const file = { customerId: '1', sections: [{ key: 'profile', title: 'Who they are', note: '', rows: [row] }] } as unknown as Parameters<typeof customerPage>[0]['file'];
  const { facts } = customerPage({ file, erasure: null, only: null, zone: 'UTC', may: { handOut: true, erase: true, desk: true, care: true }, said: null, incidents: new Map() });
  return facts.map(({ label, text }) => [label, text]);
};

describe('who a customer is', () => {
  it('is said in words', () => {
    expect(factsOf({ reference: 'C-1', region: 'TX', country: 'US', language: 'en-US' })).toEqual([['Customer number', 'C-1'], ['Region', 'Texas'], ['Country', 'United States'], ['Language', 'English (United States)']]);
  });
  it('is as it is held where a code has no name, and elsewhere than in the United States', () => {
    expect(factsOf({ region: 'ZZ', country: 'US', language: 'no language' })).toEqual([['Region', 'ZZ'], ['Country', 'United States'], ['Language', 'no language']]);
    expect(factsOf({ region: 'WA', country: 'AU', language: '' })).toEqual([['Region', 'WA'], ['Country', 'Australia']]);
  });
});

const MAY = { handOut: true, erase: true, desk: true, care: true };
const message = { incident: 'INC-0001', askedFor: false, reason: null };
const sections = [
  { key: 'profile', title: 'Who they are', rows: [{ reference: 'C1', firstName: 'Ana', lastName: 'Diaz', preferredChannel: 'email', region: 'CA', country: 'US', language: 'es-US', timeZone: 'America/Los_Angeles', phoneNumber: '+17065550104' }] },
  { key: 'stops', title: 'Addresses that are stopped', rows: [{ channel: 'sms', reason: 'dead-number', scope: 'all' }] },
  { key: 'messages', title: 'Messages to them', rows: [{ ...message, notice: 1, type: 'initial', channel: 'email', address: 'ana@mail.example', outcome: 'sent', tries: 1, code: '250' }, { ...message, notice: 2, type: 'update', channel: 'sms', address: '+17065550104', outcome: 'pending', tries: 0, code: null }] },
  { key: 'letters', title: 'Letters', rows: [{ notice: 1, postedOn: '2026-03-20', region: 'JAL', country: 'MX' }] },
  { key: 'audiences', title: 'Incidents that affect them', rows: [{ incident: 'INC-0001 (exercise)', title: 'Cards', frozenAt: new Date(0), firstName: 'Ana', lastName: 'Ortiz', region: 'CA', country: 'US', why: { data: ['card-number'], touchpoints: [{ kind: 'card-purchase', occurredAt: '2026-02-03T02:00:00Z', label: null }] } }] },
];

describe('what is held of a customer', () => {
  const page = customerPage({ file: { customerId: '1', sections } as never, erasure: null, only: null, zone: 'America/Los_Angeles', may: MAY, said: null, incidents: new Map([['INC-0001', 'the-id']]) });
  const rowsOf = (title: string): readonly string[] => page.tables.find((table) => table.title === title)!.rows[0]!.map(({ text }) => text);

  it('says languages, channels and places in words', () => {
    expect(Object.fromEntries(page.facts.map(({ label, text }) => [label, text]))).toMatchObject({ 'Preferred channel': 'e-mail', Region: 'California', Country: 'United States', Language: 'Spanish (United States)', 'Time zone': 'Pacific time', 'Phone number': '+1 706 555 0104' });
    expect(rowsOf('Addresses that are stopped')).toEqual(['SMS', 'the number is dead', 'everything']);
  });
  it('writes days as days are written everywhere', () => {
    expect(rowsOf('Letters')).toEqual(['1', '20 Mar 2026', 'JAL', 'Mexico']);
  });
  it('says first why an incident affects them, then only what was different when they were frozen', () => {
    const { columns, rows } = page.tables.find(({ key }) => key === 'audiences')!;
    expect(columns).toEqual(['Incident', 'Title', 'Why', 'Frozen', 'Different when frozen']);
    expect(rows[0]!.map(({ text }) => text)).toMatchObject(['INC-0001 (exercise)', 'Cards', 'card number, card purchase on 2 Feb 2026, 18:00 PST', expect.any(String), 'Last name: Ortiz']);
    expect(rows[0]![0]!.href).toBe('/incidents/the-id');
  });
  it('says what became of a message without a code of ours, and nothing of what was not asked for', () => {
    const { columns, rows } = page.tables.find(({ key }) => key === 'messages')!;
    expect(columns).toEqual(['Incident', 'Notice', 'Channel', 'To', 'Outcome', 'Tries', 'Answer']);
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['INC-0001', '1 (first word)', 'e-mail', 'ana@mail.example', 'handed over', '1', 'accepted by the mail server (250)'], ['INC-0001', '2 (update)', 'SMS', '+1 706 555 0104', 'waiting', '0', ''],
    ]);
  });
});
