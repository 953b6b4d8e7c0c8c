import { type Answer, bounced, deferred, failed, misconfigured, unanswered, unreached } from './answer.js';

/** What came back over HTTP where it was not a created message. */
export interface TwilioReply {
  readonly status: number;
  /** Twilio's own error number; null where the body is not Twilio's. */
  readonly code: number | null;
  /** Seconds of the Retry-After header. */
  readonly retryAfterSeconds: number | null;
}

/** A request that got no reply, as plain data. */
export interface HttpFailure {
  /** The system's or the HTTP client's code: "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_SOCKET". */
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
}

const HOUR_MS = 3_600_000;
/** Nobody means more than a day; a number without end would be no time at all. */
const LONGEST_RETRY_MS = 24 * HOUR_MS;
const say = (code: number): string => String(code);

/**
 * Twilio's refusals of a new message, by error number. Whoever is not listed and answered 4xx was refused for good: the message
 * was surely not taken, and the same request would be answered the same. Without a number it was not Twilio who answered, and no reader's doing.
 *
 * @source twilio.com/docs/api/errors.
 */
const REFUSALS: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  [20003, misconfigured(say(20003), 'Twilio does not accept our credentials.')],
  [20404, misconfigured(say(20404), 'Twilio does not know our account or address.')],
  [20429, deferred(say(20429), 'Twilio takes no more requests at once.', { slowDown: true })],
  [21211, bounced(say(21211), 'The number is not a valid phone number.', 'dead-number')],
  [21408, deferred(say(21408), 'The Twilio account may not write to this country.', { retryAfterMs: HOUR_MS })],
  [21603, misconfigured(say(21603), 'No sending number is set.', 'sender')],
  [21606, misconfigured(say(21606), 'The sending number can\'t send texts.', 'sender')],
  [21609, misconfigured(say(21609), 'Twilio can\'t use our address for callbacks.')],
  [21610, bounced(say(21610), 'The person replied STOP to this sender.', 'stop')],
  [21611, deferred(say(21611), 'The sender\'s queue at Twilio is full.', { retryAfterMs: 300_000, slowDown: true, scope: 'sender' })],
  [21612, failed(say(21612), 'Twilio has no route to this number from our sender.')],
  [21614, bounced(say(21614), 'The number is not a mobile number.', 'dead-number')],
  [21617, failed(say(21617), 'The text is longer than Twilio takes.')],
  [21635, bounced(say(21635), 'The number is a landline.', 'dead-number')],
  [21659, misconfigured(say(21659), 'The sender is not a number of ours.', 'sender')],
  [21660, misconfigured(say(21660), 'The sender does not belong to the Twilio account.', 'sender')],
  [21661, misconfigured(say(21661), 'The sender can\'t send texts.', 'sender')],
  [21703, misconfigured(say(21703), 'The Messaging Service has no sender.', 'sender')],
  [30001, deferred(say(30001), 'The sender\'s queue at Twilio is full.', { retryAfterMs: 300_000, slowDown: true, scope: 'sender' })],
  [30002, misconfigured(say(30002), 'The Twilio account is suspended.')],
  [30004, bounced(say(30004), 'The phone or its carrier blocks texts from this sender.')],
  [30005, bounced(say(30005), 'The number is unknown or no longer in use.', 'dead-number')],
  [30006, bounced(say(30006), 'The number is a landline, or its carrier can\'t be reached.', 'dead-number')],
  [30007, failed(say(30007), 'A carrier\'s filter took the text for unwanted.')],
  [30022, deferred(say(30022), 'The sender passed the carrier\'s limit.', { retryAfterMs: 60_000, slowDown: true, scope: 'sender' })],
  [30023, deferred(say(30023), 'The sender passed the carrier\'s limit for the day.', { retryAfterMs: HOUR_MS, slowDown: true, scope: 'sender' })],
  [30032, misconfigured(say(30032), 'The toll-free sender is not verified.', 'sender')],
  [30034, misconfigured(say(30034), 'The sender is not registered with the carriers.', 'sender')],
]);

/** What a reply other than a created message means. HTTP 5xx and 408 say nothing about whether the message was taken. */
export function twilioRefusal({ status, code, retryAfterSeconds }: TwilioReply): Answer {
  const retryAfterMs = retryAfterSeconds === null ? null : Math.min(LONGEST_RETRY_MS, retryAfterSeconds * 1_000);
  if (status >= 500 || status === 408 || status < 400) return unanswered(String(code ?? status), 'Twilio did not say whether it took the text.');
  const known = code === null ? undefined : REFUSALS.get(code);
  if (status === 429 || known?.kind === 'deferred') {
    const slow = known?.kind === 'deferred' ? known : deferred('429', 'Twilio takes no more requests at once.', { slowDown: true });
    return retryAfterMs === null ? slow : { ...slow, retryAfterMs } as Answer;
  }
  if (known) return known;
  if (status === 401 || status === 403 || status === 404) return misconfigured(String(code ?? status), 'Twilio does not accept our account.');
  if (code === null) return deferred(String(status), 'Not Twilio answered, but something in between, such as a proxy or a firewall.', { slowDown: true });
  return failed(String(code), 'Twilio refused the text.');
}

const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EADDRNOTAVAIL']);

/** What a request without a reply means: only a connection that never came about proves that nothing was taken. */
export function twilioFailure({ code, syscall }: HttpFailure): Answer {
  if (NOT_CONNECTED.has(code ?? '') || syscall === 'connect' || (code ?? '').startsWith('ERR_TLS') || (code ?? '').startsWith('CERT_')) {
    return unreached(code ?? 'not-connected', 'Twilio can\'t be reached.');
  }
  return unanswered(code ?? 'no-answer', 'The connection to Twilio was lost before it answered.');
}

/** Errors of a receipt after which the number is not to be used again: unknown, or no phone that takes texts. */
const DEAD_NUMBERS = new Set(['21211', '21614', '21635', '30005', '30006']);

/** @param code  Error number in a callback. */
export const isDeadNumber = (code: string | null): boolean => code !== null && DEAD_NUMBERS.has(code);
