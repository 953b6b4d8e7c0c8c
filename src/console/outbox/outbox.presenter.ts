import { spacedPhone } from '../../kernel/phone.js';
import { type CaptureCounts, type CapturedMail, type CapturedMailPage, type CapturedText, type CapturedTextPage } from './capture.client.js';

export interface Captured {
  readonly to: string;
  /** Of the texts, those alone that customers wrote. */
  readonly fromCustomers: boolean;
  readonly zone: string;
  readonly counts: CaptureCounts;
  readonly mails: CapturedMailPage;
  readonly texts: CapturedTextPage;
}

/** Twilio's words for a text's state, in ours, with the tone of its tag. */
const STATUS: Readonly<Record<string, readonly [label: string, tone: string]>> = {
  accepted: ['taken', 'info'], queued: ['taken', 'info'], scheduled: ['waiting', ''], sent: ['sent', 'info'], delivered: ['delivered', 'good'],
  undelivered: ['not delivered', 'bad'], failed: ['failed', 'bad'], canceled: ['cancelled', ''], received: ['from the customer', 'info'],
};

export function outboxPage({ to, fromCustomers, zone, counts, mails, texts }: Captured) {
  const link = (name: string, next: string | null): string | null => (next === null ? null : `?${new URLSearchParams({ ...(to && { to }), ...(fromCustomers && { texts: 'from-customers' }), [name]: next }).toString()}`);
  return {
    to: spacedPhone(to), fromCustomers, zone,
    counts: {
      mail: counts.mail.total, mailboxes: counts.mail.recipients, repeatedMail: repeats(counts.mail.repeatedForNotice, 'address was', 'addresses were'),
      sms: counts.sms.total, phones: counts.sms.recipients, segments: counts.sms.segments,
      repeatedSms: repeats(counts.sms.repeatedBody, 'number was', 'numbers were'), inbound: counts.sms.inbound,
    },
    mails: mails.mails.map(({ id, to: recipients, subject, at }) => ({ id, to: recipients.join(', '), subject: subject || '(no subject)', at })),
    texts: texts.sms.map(textRow),
    olderMails: link('mail', mails.next),
    olderTexts: link('text', texts.next),
  };
}

function textRow({ direction, from, to, body, segments, at, status, errorCode }: CapturedText) {
  const [label, tone] = STATUS[status] ?? [status, ''];
  return { inbound: direction === 'inbound', who: direction === 'inbound' ? spacedPhone(from ?? 'unknown') : spacedPhone(to), body, segments, at, label, tone, errorCode };
}

const repeats = (count: number, one: string, many: string): string =>
  count === 0 ? 'none was written to twice' : `${count.toLocaleString('en-US')} ${count === 1 ? one : many} written to twice`;

export function mailPage(mail: CapturedMail, zone: string) {
  const { id, subject, from, to, text, headers, html, at } = mail;
  return { mail: { id, subject: subject || '(no subject)', from, to: to.join(', '), at, text: text ?? '', hasText: text !== null, hasHtml: html !== null, headers }, zone };
}
