import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { codeInText, type DeliveryReport, deliveryReport } from '../model/delivery-report.js';
import { reportGroups } from '../model/report-fields.js';

/** A mail as far as it concerns us. */
export type ReadMail =
  | ({ readonly kind: 'delivery-report' } & DeliveryReport & Named)
  /** A report that has no form: the code is null where none stands in its words. */
  | ({ readonly kind: 'plain-report'; readonly code: string | null; readonly recipient: string | null } & Named)
  | ({ readonly kind: 'complaint'; readonly type: string; readonly recipient: string | null } & Named)
  | ({ readonly kind: 'delay' } & Named)
  | ({ readonly kind: 'auto-reply' | 'reply'; readonly sender: string | null; readonly subject: string; readonly text: string } & Named);

interface Named {
  /** Places that may hold a message's token, the surest first. */
  readonly traces: readonly string[];
  /** Message-IDs in it that may be ours. */
  readonly messageIds: readonly string[];
}

const LONGEST_TEXT = 20_000;
const LONGEST_SUBJECT = 300;
const DAEMON = /^(mailer-?daemon|mail-?daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]+)@/i;
const FAILURE = /undeliver|not delivered|delivery (status|failure|has failed)|failure notice|mail delivery failed|returned (mail|to sender)|unzustellbar|no se puede entregar/i;
const DELAY = /delay|still being retried|verzögert|warning: could not send/i;
const AUTOMATIC = [['x-autoreply', /./], ['x-autorespond', /./], ['x-auto-response-suppress', /./], ['precedence', /^(auto_reply|bulk|junk|list)$/i], ['auto-submitted', /^(?!no\b)/i]] as const;

/**
 * Reads a mail of the bounce mailbox: a report by its parts, else by who wrote it, else what a person or a person's machine answers.
 * Nothing in it is believed: who may be named by it is `InboundMailService`'s to say.
 *
 * @param raw  The whole mail, or its beginning.
 * @throws Error where no MIME parser can make anything of it.
 */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 20 });
  const parts = new Map(mail.attachments.map((part) => [part.mimeType.toLowerCase(), textOf(part)]));
  const returned = parts.get('message/rfc822') ?? parts.get('text/rfc822-headers') ?? parts.get('message/global') ?? parts.get('message/global-headers') ?? '';
  const status = parts.get('message/delivery-status') ?? parts.get('message/global-delivery-status');
  const feedback = parts.get('message/feedback-report');
  if (feedback !== undefined) return complaint(feedback, named(mail, raw, [returned, feedback], returned));
  const groups = status === undefined ? [] : reportGroups(status);
  const report = deliveryReport(groups);
  if (report) return { kind: 'delivery-report', ...report, ...named(mail, raw, [report.envelopeId ?? '', returned], returned) };
  return withoutForm(mail, named(mail, raw, [returned], returned), parts.has('message/disposition-notification') || parts.has('message/global-disposition-notification'));
}

function complaint(feedback: string, names: Named): ReadMail {
  const fields = reportGroups(feedback)[0];
  return { kind: 'complaint', type: (fields?.get('feedback-type') ?? 'none').toLowerCase().replace(/[^a-z0-9-]/g, '').slice(0, 40), recipient: fields?.get('original-rcpt-to') ?? null, ...names };
}

function withoutForm(mail: Email, names: Named, isReceipt: boolean): ReadMail {
  const [sender, subject, text] = [addressOf(mail), (mail.subject ?? '').slice(0, LONGEST_SUBJECT), bodyOf(mail).slice(0, LONGEST_TEXT)];
  const failedRecipients = header(mail, 'x-failed-recipients');
  const daemon = DAEMON.test(sender ?? '') || failedRecipients !== null;
  if (daemon && DELAY.test(subject)) return { kind: 'delay', ...names };
  if (daemon || (isFromNobody(mail) && FAILURE.test(subject))) return { kind: 'plain-report', code: codeInText(text), recipient: failedRecipients, ...names };
  const automatic = isReceipt || isFromNobody(mail) || AUTOMATIC.some(([name, pattern]) => header(mail, name)?.trim().match(pattern));
  return { kind: automatic ? 'auto-reply' : 'reply', sender, subject, text, ...names };
}

/** To whom it went, what it returns, and the rest: a report that is broken in the middle may still hold the word somewhere. */
function named(mail: Email, raw: Buffer, more: readonly string[], returned: string): Named {
  const to = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'].flatMap((name) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value));
  const answered = ['in-reply-to', 'references'].map((name) => header(mail, name) ?? '');
  const ids = [...answered, /^message-id:[^\n]*(?:\n[ \t][^\n]*)*/im.exec(returned.replace(/\r\n/g, '\n'))?.[0] ?? ''];
  return { traces: [...to, ...more, raw.toString('latin1')], messageIds: ids.flatMap((text) => text.match(/<[^<>\s]{3,200}>/g) ?? []) };
}

const header = ({ headers }: Email, name: string): string | null => headers.find(({ key }) => key === name)?.value ?? null;
const isFromNobody = (mail: Email): boolean => header(mail, 'return-path')?.trim() === '<>';
const addressOf = ({ from }: Email): string | null => from?.address ?? null;
const bodyOf = ({ text, html }: Email): string => text ?? (html ?? '').replace(/<(style|script)[^]*?<\/\1>/gi, '').replace(/<[^<>]*>/g, ' ');

/** Fields of reports are ASCII or UTF-8; what is neither must not end the reading. */
function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8');
}
