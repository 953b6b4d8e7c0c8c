import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';
import type { MessageId } from '../../kernel/ids.js';
import { plain } from './plain-text.js';

const BIGGEST_ID = 9_223_372_036_854_775_807n;
const sid = (kinds: string, what: string) => z.string().regex(new RegExp(`^(${kinds})[0-9a-fA-F]{32}$`), `must be a ${what} SID`);
const messageSid = sid('SM|MM', 'message');
const callSid = sid('CA', 'call');
const blankIsAbsent = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const seconds = blankIsAbsent(z.coerce.number().min(0).max(604_800));

/** Twilio adds parameters without notice, so each form names only what is read. */
export const statusForm = z.object({ AccountSid: blankIsAbsent(plain(64)), MessageSid: messageSid, MessageStatus: plain(40).min(1), ErrorCode: blankIsAbsent(plain(10).regex(/^\d+$/, 'must be a number')) });
export const smsForm = z.object({ MessageSid: messageSid, From: plain(64), To: plain(64), Body: plain(10_000).default(''), OptOutType: blankIsAbsent(plain(20)) });
export const voiceForm = z.object({ CallSid: callSid, From: plain(255).default(''), To: plain(255).default('') });
export const voiceStatusForm = voiceForm.extend({
  CallStatus: plain(40).min(1),
  CallDuration: seconds,
});
export const keysForm = voiceForm.extend({ Digits: blankIsAbsent(plain(20)) });
export const legForm = voiceStatusForm.extend({ ParentCallSid: callSid, Timestamp: blankIsAbsent(z.coerce.date()) });
export const dialForm = voiceForm.extend({ DialCallStatus: plain(40).min(1), DialCallDuration: seconds });

export type VoiceForm = z.output<typeof voiceForm>;

/** @throws DomainError invalid `webhook-parameters-wrong`, naming the parameters; their values are left out. */
export function readForm<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `${issue.path.join('.') || 'the form'} ${issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : `is wrong (${issue.code})`}`);
  throw new DomainError('invalid', 'webhook-parameters-wrong', `Not what Twilio sends here: ${faults.join('; ')}.`, { parameters: read.error.issues.map((issue) => issue.path.join('.')) });
}

/** Our message's id from the callback's address; null where it is none: Twilio's own id has to do then. */
export function messageIdOf(text: unknown): MessageId | null {
  if (typeof text !== 'string' || !/^[1-9]\d{0,18}$/.test(text)) return null;
  return BigInt(text) <= BIGGEST_ID ? (text as MessageId) : null;
}
