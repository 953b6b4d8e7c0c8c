import { setTimeout as sleep } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import { type paths } from './api.types.js';
import { type Problem, Refused, Unreachable } from './refusal.js';

export type Api = Client<paths>;

export interface ConnectionOptions {
  readonly url: string;
  /** What shows who asks. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of what the command changes; null where it changes nothing. */
  readonly idempotencyKey: string | null;
  readonly complain: (text: string) => void;
  /** Real milliseconds before each further try. */
  readonly waits?: readonly number[];
}

interface Answer<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

const WAITS_MS = [1_000, 2_000, 5_000, 10_000] as const;
/** A request whose answer got lost may still run: it is asked for again until it has ended, for this long. */
const RUNNING_LOOK_MS = 2_000;
const RUNNING_LOOKS = 900;

/** The service, for one command. What changes something goes out under one key however often it is sent, so it runs once. */
export class Connection {
  /** For questions. */
  readonly api: Api;
  /** For the one thing that the command changes. */
  readonly deeds: Api;
  readonly idempotencyKey: string | null;

  constructor(private readonly options: ConnectionOptions) {
    const { url: baseUrl, headers, idempotencyKey } = options;
    const client = (more: Readonly<Record<string, string>>): Api => createClient<paths>({ baseUrl, headers: { accept: 'application/json', 'user-agent': 'firstword-cli', ...headers, ...more }, redirect: 'manual' });
    this.idempotencyKey = idempotencyKey;
    this.api = client({});
    this.deeds = client(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey });
  }

  /**
   * The body of an answer 2xx. Where the connection is lost or the service is away for a moment, the call is made again.
   *
   * @param call  Makes the request anew each time.
   * @throws Refused with what the API says; Unreachable
   */
  async answer<Data>(call: () => Promise<Answer<Data>>): Promise<Data> {
    const waits = this.options.waits ?? WAITS_MS;
    for (let tried = 0; ; tried++) {
      const outcome = await this.once(call);
      if (outcome.kind === 'answer') return this.settled(outcome.answer, call, tried > 0);
      const wait = waits[tried];
      if (wait === undefined) throw outcome.why;
      this.options.complain(`${outcome.why.message} Trying again …`);
      await sleep(wait);
    }
  }

  private async once<Data>(call: () => Promise<Answer<Data>>): Promise<{ kind: 'answer'; answer: Answer<Data> } | { kind: 'none'; why: Unreachable }> {
    try {
      const answer = await call();
      if (![502, 503, 504].includes(answer.response.status)) return { kind: 'answer', answer };
      return { kind: 'none', why: new Unreachable((answer.error as Problem | undefined)?.detail ?? `${this.options.url} answered ${answer.response.status}.`) };
    } catch (error) {
      if (!isLost(error)) throw error;
      return { kind: 'none', why: new Unreachable(`No answer from ${this.options.url} (${reasonOf(error)}).`) };
    }
  }

  private async settled<Data>(answer: Answer<Data>, call: () => Promise<Answer<Data>>, isRepeat: boolean): Promise<Data> {
    let last = answer;
    for (let look = 0; isRepeat && codeOf(last) === 'request-running' && look < RUNNING_LOOKS; look++) {
      await sleep(RUNNING_LOOK_MS);
      const next = await this.once(call);
      if (next.kind === 'answer') last = next.answer;
    }
    if (last.response.ok) return last.data as Data;
    if (last.response.status >= 500) throw new Unreachable(problemOf(last).detail ?? `${this.options.url} answered ${last.response.status}.`);
    throw new Refused(last.response.status, problemOf(last));
  }
}

const problemOf = ({ error }: Answer<unknown>): Problem => (typeof error === 'object' && error !== null ? (error) : {});
const codeOf = (answer: Answer<unknown>): string | undefined => problemOf(answer).code;

/** What fetch throws is a TypeError with the cause inside; anything else is a fault of ours. */
const isLost = (error: unknown): error is Error => (error as Error | null)?.name === 'TypeError' && (error as Error).cause !== undefined;

function reasonOf(error: Error): string {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  const words: Readonly<Record<string, string>> = { ECONNREFUSED: 'nothing listens there', ENOTFOUND: 'there is no such name', ECONNRESET: 'the connection was cut', UND_ERR_SOCKET: 'the connection was cut', UND_ERR_HEADERS_TIMEOUT: 'it took too long' };
  return words[cause?.code ?? ''] ?? cause?.code ?? cause?.message ?? error.message;
}
