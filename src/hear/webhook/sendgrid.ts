import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { codeOf, type MailEvent, readEvent, readJson, refuse, word } from './mail-event.js';
import { plain } from './plain-text.js';

const event = z.object({
  event: word.min(1),
  sg_event_id: word.min(1),
  'smtp-id': plain(1_000).optional(),
  type: word.optional(),
  status: plain(40).optional(),
  reason: z.string().optional(),
  bounce_classification: word.optional(),
  firstword: plain(100).optional(),
  unique_args: z.object({ firstword: plain(100).optional() }).optional().catch(undefined),
});

/** Events that say nothing of delivery. */
const OTHERS: ReadonlySet<string> = new Set(['open', 'click', 'unsubscribe', 'group_unsubscribe', 'group_resubscribe', 'account_status_change']);

/**
 * @param signed  The body as it came, and the two headers of SendGrid.
 * @throws DomainError forbidden where SendGrid did not sign it.
 * @source twilio.com/docs/sendgrid: "Event Webhook Security Features": ECDSA over the timestamp and the body, with SHA-256.
 */
export function verifySendGrid(key: string, { body, timestamp, signature }: { readonly body: string; readonly timestamp: string; readonly signature: string }): void {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  if (!verify('sha256', Buffer.from(timestamp + body), publicKey, Buffer.from(signature, 'base64'))) refuse('The signature does not fit this body. If SendGrid sent it, compare SENDGRID_WEBHOOK_KEY with the verification key there.');
}

/** @throws DomainError invalid */
export function sendGridEvents(body: string): readonly MailEvent[] {
  const events = readEvent(z.array(event).max(5_000), readJson(body), 'SendGrid');
  return events.filter((one) => !OTHERS.has(one.event)).map((one) => ({
    eventId: `sendgrid:${one.sg_event_id}`,
    status: `sendgrid:${statusOf(one)}`,
    code: codeOf(one.status),
    traces: [one.firstword ?? '', one.unique_args?.firstword ?? ''],
    messageIds: one['smtp-id'] === undefined ? [] : [one['smtp-id']],
  }));
}

/** `type` tells an address that is bad from a server that refused this time. */
function statusOf({ event: name, type, bounce_classification: kind, reason }: z.output<typeof event>): string {
  if (name === 'bounce') return type === 'blocked' ? 'blocked' : `bounce/${kind ?? 'none'}`;
  return name === 'dropped' ? `dropped/${(reason ?? '').replaceAll('\0', '').slice(0, 80)}` : name;
}
