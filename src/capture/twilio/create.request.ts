import { refusals, type TwilioRefusal } from './twilio.errors.js';

/** A message that may be taken. */
export interface CreateRequest {
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly statusCallback: string | null;
  readonly smartEncoded: boolean;
  readonly validityPeriodSeconds: number | null;
  readonly sendAt: string | null;
}

export type Form = Readonly<Record<string, string | undefined>>;

const E164 = /^\+[1-9]\d{6,14}$/;
const SENDER = /^(\+[1-9]\d{6,14}|\d{5,6}|[A-Za-z0-9 ]{1,11})$/; // a number, a short code or a name
const SERVICE = /^MG[0-9a-fA-F]{32}$/;
const LONGEST_BODY = 1600;
// What Twilio offers beyond a plain text message; taking it and then not doing it would be a lie.
const NOT_PLAYED = ['MediaUrl', 'ContentSid', 'PersistentAction', 'ApplicationSid'];

/** Judges the form of a message as Twilio does: the first thing wrong is the answer. Opt-outs are looked up elsewhere. */
export function readCreate(form: Form, now: Date): CreateRequest | TwilioRefusal {
  const { To: to, From: from, MessagingServiceSid: service, Body: body, StatusCallback: callback } = form;
  const unplayed = NOT_PLAYED.find((name) => form[name] !== undefined);
  if (unplayed) return refusals.parameter(`${unplayed} is not played by the capture`);
  if (!to) return refusals.noTo;
  if (!E164.test(to)) return refusals.badTo(to);
  if (!from && !service) return refusals.noFrom;
  if (from && !SENDER.test(from)) return refusals.badFrom(from);
  if (service && !SERVICE.test(service)) return refusals.parameter('MessagingServiceSid');
  if (!body) return refusals.noBody;
  if (body.length > LONGEST_BODY) return refusals.tooLong;
  if (callback && !isHttpUrl(callback)) return refusals.badCallback;
  const validity = readValidity(form['ValidityPeriod']);
  if (typeof validity === 'object' && validity !== null) return validity;
  const sendAt = readSchedule(form, now);
  if (typeof sendAt === 'object' && sendAt !== null) return sendAt;
  return {
    to,
    from: from || null,
    messagingServiceSid: service || null,
    body,
    statusCallback: callback || null,
    smartEncoded: form['SmartEncoded'] === 'true',
    validityPeriodSeconds: validity,
    sendAt,
  };
}

/** Whole seconds from 1 to 36,000 (the OpenAPI description of ValidityPeriod). */
function readValidity(text: string | undefined): number | null | TwilioRefusal {
  if (text === undefined) return null;
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 36_000 ? seconds : refusals.parameter('ValidityPeriod');
}

/** A scheduled message needs ScheduleType=fixed, a Messaging Service and a future instant. */
function readSchedule(form: Form, now: Date): string | null | TwilioRefusal {
  const { SendAt: sendAt, ScheduleType: type } = form;
  if (sendAt === undefined && type === undefined) return null;
  const at = Date.parse(sendAt ?? '');
  if (type !== 'fixed' || !form['MessagingServiceSid'] || Number.isNaN(at) || at <= now.getTime()) {
    return refusals.parameter('SendAt needs ScheduleType=fixed, a MessagingServiceSid and an instant to come');
  }
  return new Date(at).toISOString();
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\//i.test(text);
}
