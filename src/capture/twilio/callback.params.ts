import type { Sms, SmsEvent, SmsRecord } from '../disk/sms.js';
import { senderOf } from './message.resource.js';
import { rfc2822 } from './sids.js';
import { DELIVERY_ERRORS } from './twilio.errors.js';
import type { WebhookParams } from './webhook.sender.js';

const API_VERSION = '2010-04-01';

/** What Twilio posts to a message's StatusCallback (twilio.com/docs/messaging/guides/track-outbound-message-status). */
export function statusCallbackParams(record: SmsRecord, event: SmsEvent, accountSid: string): WebhookParams {
  const { sms } = record;
  return {
    SmsSid: sms.sid,
    SmsStatus: event.status,
    MessageSid: sms.sid,
    MessageStatus: event.status,
    AccountSid: accountSid,
    From: senderOf(record) ?? '',
    To: sms.to,
    ApiVersion: API_VERSION,
    ...(sms.messagingServiceSid && { MessagingServiceSid: sms.messagingServiceSid }),
    ...(event.errorCode && {
      ErrorCode: String(event.errorCode),
      ErrorMessage: DELIVERY_ERRORS[event.errorCode] ?? 'Unknown error',
    }),
    ...((event.status === 'delivered' || event.status === 'undelivered') && { RawDlrDoneDate: doneDate(event.at) }),
  };
}

/** What Twilio posts when a text message comes in (twilio.com/docs/messaging/guides/webhook-request). */
export function inboundSmsParams(sms: Sms, accountSid: string, optOutType: string | undefined): WebhookParams {
  return {
    SmsMessageSid: sms.sid,
    NumMedia: '0',
    SmsSid: sms.sid,
    SmsStatus: 'received',
    Body: sms.body,
    To: sms.to,
    NumSegments: String(sms.segments),
    MessageSid: sms.sid,
    AccountSid: accountSid,
    From: sms.from ?? '',
    ApiVersion: API_VERSION,
    ...(sms.messagingServiceSid && { MessagingServiceSid: sms.messagingServiceSid }),
    ...(optOutType && { OptOutType: optOutType }),
  };
}

/** A call as the voice webhooks describe it. */
export interface CallFacts {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
}

/** What Twilio posts when a call comes in (twilio.com/docs/voice/twiml#request-parameters). */
export function inboundCallParams(call: CallFacts, accountSid: string): WebhookParams {
  return {
    CallSid: call.callSid,
    AccountSid: accountSid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: 'ringing',
    ApiVersion: API_VERSION,
    Direction: 'inbound',
  };
}

/** What Twilio posts to a number's status callback when the call is over. */
export function endedCallParams(
  call: CallFacts & { readonly status: string; readonly endedAt: Date; readonly durationSeconds: number },
  accountSid: string,
): WebhookParams {
  return {
    ...inboundCallParams(call, accountSid),
    CallStatus: call.status,
    Timestamp: rfc2822(call.endedAt),
    CallbackSource: 'call-progress-events',
    SequenceNumber: '0',
    CallDuration: String(call.durationSeconds),
    Duration: String(Math.ceil(call.durationSeconds / 60)), // what is billed: whole minutes
  };
}

/** YYMMDDhhmm, as a carrier writes it: no zone, no seconds. */
function doneDate(iso: string): string {
  return iso.slice(2, 16).replace(/[-T:]/g, '');
}
