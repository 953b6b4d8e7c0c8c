import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { bracketed, codeOf, type MailEvent, readEvent, readJson, refuse, word } from './mail-event.js';
import { plain } from './plain-text.js';

const signature = z.object({ timestamp: z.union([z.string(), z.number()]).transform(String), token: word.min(1), signature: word });
const eventData = z.object({
  event: word.min(1),
  severity: word.optional(),
  reason: word.optional(),
  'delivery-status': z.object({ code: z.union([z.number(), z.string()]).nullish(), 'enhanced-code': z.string().nullish() }).nullish(),
  'user-variables': z.object({ firstword: plain(100).optional() }).nullish().catch(undefined),
  message: z.object({ headers: z.object({ 'message-id': plain(1_000).optional() }).optional() }).optional(),
});

/** Events that say nothing of delivery. */
const OTHERS: ReadonlySet<string> = new Set(['opened', 'clicked', 'unsubscribed', 'stored', 'list_member_uploaded', 'list_member_upload_error', 'list_uploaded']);
/** Mailgun repeats what was not taken for eight hours, as it was signed. */
const REPLAY_SECONDS = 9 * 3_600;

/**
 * Mailgun signs a token and not the event, so that whoever has seen one signature could put it over other words: each token is heard
 * once, under its own name, and not after its time.
 *
 * @param now  Real time.
 * @returns The event, if any, under the name of its token.
 * @throws DomainError forbidden, invalid
 * @source documentation.mailgun.com: "Securing webhooks": HMAC-SHA-256 of timestamp and token, in hexadecimal.
 */
export function mailgunEvents(key: string, body: string, now: Date): readonly MailEvent[] {
  const given = readJson(body);
  const { signature: signed } = readEvent(z.object({ signature }), given, 'Mailgun');
  const [expected, got] = [createHmac('sha256', key).update(signed.timestamp + signed.token).digest(), Buffer.from(signed.signature, 'hex')];
  if (got.length !== expected.length || !timingSafeEqual(got, expected)) refuse('The signature does not fit its token. If Mailgun sent it, compare MAILGUN_SIGNING_KEY with the HTTP webhook signing key there.');
  if (!(Math.abs(now.getTime() / 1_000 - Number(signed.timestamp)) <= REPLAY_SECONDS)) refuse('The signature is of another day.');
  const { 'event-data': event } = readEvent(z.object({ 'event-data': eventData }), given, 'Mailgun');
  if (OTHERS.has(event.event)) return [];
  const { 'delivery-status': status, 'user-variables': variables, message } = event;
  return [{
    eventId: `mailgun:${signed.token}`,
    status: `mailgun:${statusOf(event)}`,
    code: codeOf(status?.['enhanced-code']) ?? codeOf(status?.code),
    traces: [variables?.firstword ?? ''],
    messageIds: bracketed(message?.headers?.['message-id']),
  }];
}

function statusOf({ event, severity = 'none', reason = 'none' }: z.output<typeof eventData>): string {
  if (event !== 'failed') return event;
  return severity === 'temporary' ? 'failed/temporary' : `failed/${severity}/${reason}`;
}
