import type { Capture } from '../../src/capture/capture.js';
import type { MailSummary } from '../../src/capture/disk/mail.js';
import { askCapture } from './capture-fixture.js';

export interface CapturedMail extends MailSummary {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html: string;
  readonly text: string;
}

export interface CapturedSms {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly status: string;
}

/** The path of a reader's own page, as the mail to him has it. @throws TypeError where it has none. */
export const ownPageIn = (text: string): string => /https:\/\/tidewater\.example(\/n\/\w{27})\n/.exec(text)![1]!;

/** Every mail that really arrived for a notice, by the envelope. */
export async function mailOf(capture: Capture, notice: string): Promise<CapturedMail[]> {
  const all = await paged<MailSummary>(capture, '/captured/mail', 'mails');
  return Promise.all(all.filter((mail) => mail.notice === notice).map(({ id }) => askCapture<CapturedMail>(capture, `/captured/mail/${id}`)));
}

/** Every mail to this address that belongs to no notice, newest first. */
export async function mailBesides(capture: Capture, address: string): Promise<CapturedMail[]> {
  const all = await paged<MailSummary>(capture, '/captured/mail', 'mails');
  const found = all.filter(({ notice, to }) => !notice && to.some((one) => one.toLowerCase() === address.toLowerCase()));
  return Promise.all(found.map(({ id }) => askCapture<CapturedMail>(capture, `/captured/mail/${id}`)));
}

/** Every text with this check code: a text has no header that names its notice. */
export async function textsWith(capture: Capture, checkCode: string): Promise<CapturedSms[]> {
  const all = await paged<CapturedSms>(capture, '/captured/sms', 'sms');
  return all.filter(({ body }) => body.includes(checkCode));
}

/** How many messages have reached anybody. */
export async function arrivals(capture: Capture): Promise<number> {
  const { mail, sms } = await askCapture<{ mail: { total: number }; sms: { total: number } }>(capture, '/captured/counts');
  return mail.total + sms.total;
}

async function paged<Item>(capture: Capture, path: string, key: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let before: string | null = null; ; ) {
    const page: Record<string, unknown> = await askCapture(capture, `${path}?limit=500${before === null ? '' : `&before=${encodeURIComponent(before)}`}`);
    items.push(...(page[key] as Item[]));
    before = page['next'] as string | null;
    if (before === null) return items;
  }
}
