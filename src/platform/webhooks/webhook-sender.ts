import { Inject, Injectable } from '@nestjs/common';
import { Agent, request } from 'undici';
import { SETTINGS } from '../config/config.module.js';
import { type Settings } from '../config/config.js';
import { type InnerHosts, innerHostsOf, safeLookup, urlFault } from './safe-address.js';
import { signedHeaders } from './webhook-signature.js';

export interface Posted {
  /** null where nobody answered. */
  readonly status: number | null;
  /** In words that hold nothing of what the receiver said; null where it took the event. */
  readonly error: string | null;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const MOST_READ = 4_096;

/** Posts events to other people's servers: to the address that was checked, once, without following where it points. */
@Injectable()
export class WebhookSender {
  readonly inner: InnerHosts;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'WEBHOOK_INNER_HOSTS'>) {
    this.inner = innerHostsOf(settings.WEBHOOK_INNER_HOSTS);
  }

  async post(address: string, id: string, body: string, secrets: readonly string[]): Promise<Posted> {
    const fault = urlFault(address, this.inner);
    if (fault !== null) return { status: null, error: `The address ${fault}.` };
    const url = new URL(address);
    const agent = new Agent({ connect: { timeout: CONNECT_MS, lookup: safeLookup(url, this.inner) }, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, maxResponseSize: MOST_READ, pipelining: 0 });
    try {
      const { statusCode, body: answer } = await request(url, {
        method: 'POST', dispatcher: agent, body, signal: AbortSignal.timeout(CONNECT_MS + ANSWER_MS),
        headers: { 'content-type': 'application/json', 'user-agent': 'Firstword-Webhooks/1', ...signedHeaders(id, new Date(), body, secrets) },
      });
      answer.on('error', () => undefined).destroy(); // what it says is of no interest, and may be long
      return { status: statusCode, error: statusCode >= 200 && statusCode < 300 ? null : statusCode >= 300 && statusCode < 400 ? 'It points elsewhere, and that is not followed.' : `It answered ${statusCode}.` };
    } catch (error) {
      return { status: null, error: inWords(error as NodeJS.ErrnoException) };
    } finally {
      await agent.destroy();
    }
  }
}

function inWords({ code, name }: NodeJS.ErrnoException): string {
  if (code === 'ECLOSEDADDRESS') return 'Its name leads to an address that is not in the open internet.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name is not known.';
  if (code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'EHOSTUNREACH') return 'It can\'t be reached.';
  if (name === 'TimeoutError' || name === 'AbortError' || code?.includes('TIMEOUT')) return 'It did not answer in time.';
  if (code?.startsWith('ERR_TLS') || code?.includes('CERT')) return 'Its certificate is not to be trusted.';
  return `The connection failed (${code ?? name}).`;
}
