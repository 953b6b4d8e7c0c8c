import { z } from 'zod';
import { bracketed, codeOf, type MailEvent, readEvent, readJson, word } from './mail-event.js';
import { plain } from './plain-text.js';
import type { SnsEnvelope } from './sns.js';

const header = z.object({ name: z.string(), value: z.string() });
const event = z.object({
  notificationType: word.optional(),
  eventType: word.optional(),
  mail: z.object({
    source: plain(1_000).optional(),
    tags: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
    headers: z.array(header).optional().catch(undefined),
    commonHeaders: z.object({ messageId: plain(1_000).optional() }).optional().catch(undefined),
  }).optional(),
  bounce: z.object({ bounceType: word, bounceSubType: word, bouncedRecipients: z.array(z.object({ status: z.string().optional() })).optional() }).optional(),
  complaint: z.object({ complaintSubType: word.nullish(), complaintFeedbackType: word.nullish() }).optional(),
});

/** Events that say nothing of delivery. */
const OTHERS: ReadonlySet<string> = new Set(['Open', 'Click', 'Subscription', 'AmazonSnsSubscriptionSucceeded']);

/** @throws DomainError invalid */
export function sesEvents({ MessageId, Message }: SnsEnvelope): readonly MailEvent[] {
  const { notificationType, eventType, mail, bounce, complaint } = readEvent(event, readJson(Message), 'Amazon SES');
  const name = eventType ?? notificationType ?? 'none';
  if (OTHERS.has(name)) return [];
  return [{
    eventId: `ses:${MessageId}`,
    status: `ses:${statusOf(name, bounce, complaint)}`,
    code: codeOf(bounce?.bouncedRecipients?.[0]?.status),
    traces: [mail?.tags?.['firstword']?.join(' ') ?? '', (mail?.headers ?? []).map(({ value }) => value).join('\n'), mail?.source ?? ''],
    messageIds: bracketed(mail?.commonHeaders?.messageId),
  }];
}

type Event = z.output<typeof event>;

function statusOf(name: string, bounce: Event['bounce'], complaint: Event['complaint']): string {
  if (name === 'Bounce') return `Bounce/${bounce?.bounceType ?? 'none'}/${bounce?.bounceSubType ?? 'none'}`;
  if (name !== 'Complaint') return name;
  // The subtype says that SES did not send at all.
  return `Complaint/${complaint?.complaintSubType || complaint?.complaintFeedbackType || 'none'}`;
}
