import { z } from 'zod';
import { sameToken } from '../../platform/auth/tokens.js';
import { type MailEvent, readEvent, readJson, refuse, word } from './mail-event.js';
import { plain } from './plain-text.js';

const event = z.object({
  RecordType: word.min(1),
  MessageID: word.min(1),
  ID: z.union([z.number(), word]).optional(),
  Type: word.optional(),
  Metadata: z.object({ firstword: plain(100).optional() }).optional().catch(undefined),
});

/** Events that say nothing of delivery. */
const OTHERS: ReadonlySet<string> = new Set(['Open', 'Click', 'SubscriptionChange']);

/**
 * @param authorization  The header as it came: Postmark sends the user and password of the address that it is given.
 * @throws DomainError forbidden
 * @source postmarkapp.com/developer/webhooks: "Protecting your webhook": basic authentication; nothing is signed.
 */
export function verifyPostmark(password: string, authorization: string): void {
  const credentials = Buffer.from(/^Basic +(\S+)$/i.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  const given = credentials.slice(credentials.indexOf(':') + 1);
  if (!sameToken(given, password)) refuse('The password in the address is not POSTMARK_WEBHOOK_PASSWORD.');
}

/** @throws DomainError invalid */
export function postmarkEvents(body: string): readonly MailEvent[] {
  const { RecordType, MessageID, ID, Type, Metadata } = readEvent(event, readJson(body), 'Postmark');
  if (OTHERS.has(RecordType)) return [];
  const status = RecordType === 'Bounce' ? `Bounce/${Type ?? 'none'}` : RecordType;
  // Only bounces and complaints have an id of their own; a mail is delivered once.
  return [{ eventId: `postmark:${RecordType}:${ID ?? MessageID}`, status: `postmark:${status}`, code: null, traces: [Metadata?.firstword ?? ''], messageIds: [] }];
}
