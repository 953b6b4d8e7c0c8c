import type { SmsRecord } from '../disk/sms.js';
import { rfc2822 } from './sids.js';
import { DELIVERY_ERRORS } from './twilio.errors.js';

/** Where an account's messages live, as the API writes it. */
export function messagesPath(accountSid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Messages`;
}

/**
 * A message in the shape of Twilio's API 2010-04-01 (OpenAPI `api.v2010.account.message`).
 * A Messaging Service has picked no sender before it sends, so until then `from` is null and `num_segments` is "0".
 */
export function messageResource(record: SmsRecord, accountSid: string): Record<string, unknown> {
  const { sms, history } = record;
  const last = history.at(-1)!;
  const from = senderOf(record);
  const uri = `${messagesPath(accountSid)}/${sms.sid}`;
  const errorCode = last.errorCode;
  return {
    body: sms.body,
    num_segments: from === null ? '0' : String(sms.segments),
    direction: sms.direction,
    from,
    to: sms.to,
    date_updated: rfc2822(new Date(last.at)),
    price: null,
    error_message: errorCode === null ? null : (DELIVERY_ERRORS[errorCode] ?? 'Unknown error'),
    uri: `${uri}.json`,
    account_sid: accountSid,
    num_media: '0',
    status: last.status,
    messaging_service_sid: sms.messagingServiceSid,
    sid: sms.sid,
    date_sent: sentAt(record),
    date_created: rfc2822(new Date(sms.at)),
    error_code: errorCode,
    price_unit: 'USD',
    api_version: '2010-04-01',
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** The number it goes out from; null while a Messaging Service has not picked one. */
export function senderOf({ sms, history }: SmsRecord): string | null {
  return sms.from ?? history.findLast((step) => step.from !== null)?.from ?? null;
}

function sentAt({ sms, history }: SmsRecord): string | null {
  if (sms.direction === 'inbound') return rfc2822(new Date(sms.at));
  const sent = history.find((step) => step.status === 'sent');
  return sent ? rfc2822(new Date(sent.at)) : null;
}
