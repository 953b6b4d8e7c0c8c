import { expect, it } from '@jest/globals';
import { outboxPage } from './outbox.presenter.js';

it('counts the texts that arrived as the capture does, which has those from customers apart', () => {
  const counts = {
    mail: { total: 3, recipients: 3, repeatedForNotice: 0, perDomain: {} }, sms: { total: 3_981, recipients: 3_981, repeatedBody: 1, segments: 7_962, byStatus: {}, inbound: 40 },
  } as unknown as Parameters<typeof outboxPage>[0]['counts'];
  const shown = outboxPage({ to: '', counts, mails: { mails: [], next: null }, texts: { sms: [], next: null } });
  expect(shown.counts).toMatchObject({ sms: 3_981, phones: 3_981, inbound: 40, repeatedSms: '1 number was written to twice' });
});
