import { spacedPhone } from '../../kernel/phone.js';
import { pagingOf } from '../list/paging.js';
import { type Way } from '../list/way.js';
import { type CaptureCounts, type CapturedMail, type CapturedMailPage, type CapturedText, type CapturedTextPage } from './capture.client.js';

/** By what name addresses carry the place of a page. */
export const PLACES = { mail: 'mail', text: 'text' } as const;

export interface Captured {
  readonly to: string;
  /** Of the texts, those alone that customers wrote. */
  readonly fromCustomers: boolean;
  readonly zone: string;
  readonly counts: CaptureCounts;
  /** People who got theirs with another's message, at an address that they share. */
  readonly sharing: number;
  readonly ways: Readonly<Record<keyof typeof PLACES, Way>>;
  readonly mails: CapturedMailPage;
  readonly texts: CapturedTextPage;
}

/** Twilio's words for a text's state, in ours, with the tone of its tag. */
const STATUS: Readonly<Record<string, readonly [label: string, tone: string]>> = {
  accepted: ['taken', 'info'], queued: ['taken', 'info'], scheduled: ['waiting', ''], sent: ['sent', 'info'], delivered: ['delivered', 'good'],
  undelivered: ['not delivered', 'bad'], failed: ['failed', 'bad'], canceled: ['cancelled', ''], received: ['from the customer', 'info'],
};

export function outboxPage({ to, fromCustomers, zone, counts, sharing, ways, mails, texts }: Captured) {
  const address = (of: keyof typeof PLACES) => (place: string | null): string => {
    const query = new URLSearchParams({ ...(to && { to }), ...(fromCustomers && { texts: 'from-customers' }), ...(place !== null && { [PLACES[of]]: place }) }).toString();
    return `/outbox${query === '' ? '' : `?${query}`}#${of}s`;
  };
  const paging = (of: keyof typeof PLACES, noun: string, rows: number, next: string | null, total: number) => pagingOf({ noun, way: ways[of], rows, next, total: to === '' ? total : null, address: address(of), prefix: `${PLACES[of]}-` });
  return {
    to: spacedPhone(to), fromCustomers, zone, sharing,
    counts: {
      mail: counts.mail.total, mailboxes: counts.mail.recipients, repeatedMail: repeats(counts.mail.repeatedForNotice, 'address was', 'addresses were'),
      sms: counts.sms.total, phones: counts.sms.recipients, segments: counts.sms.segments,
      repeatedSms: repeats(counts.sms.repeatedBody, 'number was', 'numbers were'), inbound: counts.sms.inbound,
    },
    mails: mails.mails.map(({ id, to: recipients, subject, at }) => ({ id, to: recipients.join(', '), subject: subject || '(no subject)', at })),
    texts: texts.sms.map(textRow),
    mailPaging: paging('mail', 'e-mails', mails.mails.length, mails.next, counts.mail.total),
    textPaging: paging('text', 'texts', texts.sms.length, texts.next, fromCustomers ? counts.sms.inbound : counts.sms.total + counts.sms.inbound),
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
