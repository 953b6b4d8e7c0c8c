import { signatureOf } from '../../../src/capture/twilio/signature.js';

/** Texts whose callbacks are played: their ids in the ledger, `[from, until)`. */
export interface Texts {
  readonly from: number;
  readonly until: number;
}

export interface Callback {
  readonly id: number;
  readonly status: 'sending' | 'sent' | 'delivered' | 'undelivered';
  readonly code: string | null;
}

export const [ACCOUNT, TOKEN, PUBLIC_URL] = [`AC${'0'.repeat(32)}`, 'f'.repeat(32), 'https://firstword.example'];
export const CALLBACKS_EACH = 3;
/** Texts that are under way at the provider together: their three callbacks come in this distance from each other. */
const TOGETHER = 2_000;

/** As the stage writes it into the ledger. */
export const sidOf = (id: number): string => `SM${id.toString(16).padStart(32, '0')}`;

/** One text of a hundred ends at a number that is no longer in use, one more at a phone that is off. */
export function endOf(id: number): Pick<Callback, 'status' | 'code'> {
  if (id % 100 === 0) return { status: 'undelivered', code: '30005' };
  return id % 100 === 50 ? { status: 'undelivered', code: '30003' } : { status: 'delivered', code: null };
}

/** The `n`th callback about these texts; after the last the first comes again, as a provider repeats what it is not sure of. */
export function callbackAt({ from, until }: Texts, n: number): Callback {
  const all = (until - from) * CALLBACKS_EACH;
  const place = n % all;
  const block = Math.floor(place / (TOGETHER * CALLBACKS_EACH));
  const size = Math.min(TOGETHER, until - from - block * TOGETHER);
  const within = place - block * TOGETHER * CALLBACKS_EACH;
  const id = from + block * TOGETHER + (within % size);
  const step = Math.floor(within / size);
  return step === 2 ? { id, ...endOf(id) } : { id, status: step === 0 ? 'sending' : 'sent', code: null };
}

/** The whole request as it goes over the wire, signed like Twilio's. */
export function requestOf({ id, status, code }: Callback): string {
  const sid = sidOf(id);
  const path = `/webhooks/twilio/status?m=${id}&a=1`;
  const params = {
    SmsSid: sid, SmsStatus: status, MessageSid: sid, MessageStatus: status, AccountSid: ACCOUNT, From: '+12025550100', To: '+12065550123', ApiVersion: '2010-04-01',
    ...(code && { ErrorCode: code }), ...((status === 'delivered' || status === 'undelivered') && { RawDlrDoneDate: '2611221000' }),
  };
  const body = new URLSearchParams(params).toString();
  return `POST ${path} HTTP/1.1\r\nHost: firstword.example\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nUser-Agent: TwilioProxy/1.1\r\n`
    + `X-Twilio-Signature: ${signatureOf(TOKEN, PUBLIC_URL + path, params)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
