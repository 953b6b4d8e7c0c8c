import { expect, it } from '@jest/globals';
import { FIRST_WAY } from '../list/way.js';
import { outboxPage } from './outbox.presenter.js';

const rest = { sharing: 157, ways: { mail: FIRST_WAY, text: FIRST_WAY } };

it('counts the texts that arrived as the capture does, which has those from customers apart', () => {
  const counts = {
    mail: { total: 3, recipients: 3, repeatedForNotice: 0, perDomain: {} }, sms: { total: 3_981, recipients: 3_981, repeatedBody: 1, segments: 7_962, byStatus: {}, inbound: 40 },
  } as unknown as Parameters<typeof outboxPage>[0]['counts'];
  const shown = outboxPage({ ...rest, to: '', fromCustomers: false, zone: 'UTC', counts, mails: { mails: [], next: null }, texts: { sms: [], next: null } });
  expect(shown.counts).toMatchObject({ sms: 3_981, phones: 3_981, inbound: 40, repeatedSms: '1 number was written to twice' });
});

it('says of each text when it was taken, and its number as people read it', () => {
  const text = { sid: 'SM1', direction: 'inbound', from: '+12065550123', to: '+12025550100', body: 'YES', segments: 1, encoding: 'GSM-7', at: '2026-03-02T09:00:00Z', status: 'received', errorCode: null } as const;
  const counts = { mail: { total: 0, recipients: 0, repeatedForNotice: 0 }, sms: { total: 0, recipients: 0, repeatedBody: 0, segments: 0, inbound: 1 } };
  const shown = outboxPage({ ...rest, to: '+12065550123', fromCustomers: true, zone: 'UTC', counts, mails: { mails: [], next: null }, texts: { sms: [text], next: '7' } });
  expect(shown).toMatchObject({ to: '+1 206 555 0123', texts: [{ inbound: true, who: '+1 206 555 0123', at: '2026-03-02T09:00:00Z' }], textPaging: { range: '1', previous: null, next: '/outbox?to=%2B12065550123&texts=from-customers&text=7&text-start=2#texts' } });
  const second = { place: '7', start: 2, back: '' };
  const on = outboxPage({ ...rest, ways: { mail: FIRST_WAY, text: second }, to: '', fromCustomers: false, zone: 'UTC', counts: { ...counts, sms: { ...counts.sms, total: 40 } }, mails: { mails: [], next: null }, texts: { sms: [text], next: '3' } });
  expect(on).toMatchObject({ sharing: 157, textPaging: { range: '2 of 41', first: null, previous: '/outbox#texts', next: '/outbox?text=3&text-start=3&text-back=2.7#texts' }, mailPaging: { previous: null, next: null } });
});
