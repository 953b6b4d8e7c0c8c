import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { signatureOf } from './signature.js';

/** What the service answered, or that it could not be reached. */
export type WebhookAnswer =
  | { readonly reached: true; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly reached: false; readonly reason: string };

export type WebhookParams = Readonly<Record<string, string>>;

// twilio.com/docs/usage/webhooks/webhooks-connection-overrides: 5 s to connect, 15 s for the answer, and one more try
// only where no connection came about.
const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET']);
const LONGEST_BODY = 64 * 1024;

/** Posts signed forms as Twilio does, over connections that are kept. */
export class WebhookSender {
  private readonly agent: Agent;

  /** @param retryMs  The wait before the one more try, in real milliseconds. */
  constructor(
    private readonly authToken: string,
    connections: number,
    private readonly retryMs: number,
  ) {
    this.agent = new Agent({
      connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: { timeout: CONNECT_MS },
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
  }

  /** Never throws: being out of reach is an answer too. */
  async post(address: string, params: WebhookParams): Promise<WebhookAnswer> {
    const url = address.split('#', 1)[0]!; // the fragment is for Twilio's eyes: neither sent nor signed
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': randomUUID(),
      'x-twilio-signature': signatureOf(this.authToken, url, params),
    };
    const body = new URLSearchParams(params).toString();
    const first = await this.attempt(url, headers, body);
    if (first.reached || !NO_CONNECTION.has(first.reason)) return first;
    await sleep(this.retryMs, undefined, { ref: false });
    return this.attempt(url, headers, body);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async attempt(url: string, headers: Record<string, string>, body: string): Promise<WebhookAnswer> {
    try {
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: this.agent });
      const text = await answer.body.text();
      const contentType = String(answer.headers['content-type'] ?? '');
      return { reached: true, status: answer.statusCode, contentType, body: text.slice(0, LONGEST_BODY) };
    } catch (error) {
      return { reached: false, reason: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' };
    }
  }
}
