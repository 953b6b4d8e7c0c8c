import { type Dispatcher, Pool } from 'undici';

/** A reply that is not a success, with the header that the Twilio library hides. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  constructor(
    readonly status: number,
    readonly code: number | null,
    readonly retryAfterSeconds: number | null,
  ) {
    super(`HTTP ${status}`);
  }
}

/** Nothing was written: whoever asked is no longer the one to do it. */
export class NotOursAnyMore extends Error {
  override readonly name = 'NotOursAnyMore';
}

interface LibraryRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Record<string, string>;
  readonly params?: Record<string, unknown>;
  readonly data?: Record<string, unknown>;
}

const TIMEOUT_MS = 30_000;
const CONNECT_MS = 10_000;
/** Shorter than servers keep idle connections: a request on one that the other side is just closing is a doubt for nothing. */
const IDLE_MS = 3_000;

/** What is spoken with Twilio over: kept connections, firm time-outs, and refusals that keep Retry-After. */
export class KeepAliveClient {
  private readonly pool: Pool;

  /**
   * @param origin  Scheme, host and port; every request of the library goes there.
   * @param timeoutMs  How long a request may stay without an answer.
   */
  constructor(origin: string, connections: number, timeoutMs = TIMEOUT_MS) {
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: { timeout: CONNECT_MS },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
    });
  }

  /**
   * Posts a form past the library, whose own way there costs several times the request itself.
   *
   * @param stillOurs  The request is written only while it says so.
   * @returns The body of the answer. @throws HttpRefusal for any status but 2xx; NotOursAnyMore; the client's own error where there was no reply.
   */
  async post(path: string, authorization: string, form: string, stillOurs: () => boolean): Promise<string> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return (await this.answered({ method: 'POST', path, headers, body: form, stillOurs })).text;
  }

  /** What the library asks for. @throws HttpRefusal for any status but 2xx; the client's own error where there was no reply. */
  async request(request: LibraryRequest): Promise<{ statusCode: number; body: unknown; headers: unknown }> {
    const url = new URL(request.uri);
    for (const [name, value] of form(request.params)) url.searchParams.append(name, value);
    const { statusCode, headers, text } = await this.answered({
      method: request.method.toUpperCase(),
      path: `${url.pathname}${url.search}`,
      headers: { ...request.headers, authorization: basicAuthorization(request.username ?? '', request.password ?? '') },
      body: request.data ? new URLSearchParams(form(request.data)).toString() : null,
    });
    return { statusCode, body: text, headers };
  }

  /** By the client's own events: its streams around each body cost as much as the rest of the request. */
  private answered({ stillOurs = () => true, ...request }: Fenced): Promise<Reply> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      let head: Pick<Reply, 'statusCode' | 'headers'> = { statusCode: 0, headers: {} };
      const chunks: Buffer[] = [];
      this.pool.dispatch(request, {
        // Asked right before the bytes are written: a connection may take a while to come, and a process may be stopped in it.
        onRequestStart: (controller) => void (stillOurs() || controller.abort(new NotOursAnyMore())),
        onResponseStart: (_, statusCode, headers) => void (head = { statusCode, headers }),
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8');
          if (head.statusCode >= 200 && head.statusCode < 300) resolve({ ...head, text });
          else reject(new HttpRefusal(head.statusCode, twilioCode(text), seconds(head.headers['retry-after'])));
        },
        onResponseError: (_, error) => reject(error),
      });
    });
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

type Fenced = Dispatcher.DispatchOptions & { readonly stillOurs?: () => boolean };

interface Reply {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

export const basicAuthorization = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function form(values: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : Array.isArray(value) ? value.map((one) => [name, String(one)] as [string, string]) : [[name, String(value as string)]],
  );
}

function twilioCode(text: string): number | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function seconds(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
}
