import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';

/** The answer was not 2xx: what the API said, as it said it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One signed-in person at the public REST API. */
export class Api {
  private cookie = '';
  private csrf = '';

  constructor(private readonly base: string) {}

  static async signIn(base: string, email: string, password: string): Promise<Api> {
    const api = new Api(base);
    const answer = await api.fetch('POST', '/api/v1/session', JSON.stringify({ email, password }), { 'content-type': 'application/json' });
    api.cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
    api.csrf = ((await answer.json()) as { csrfToken: string }).csrfToken;
    return api;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.fetch('GET', path)).json()) as Answer;
  }

  /**
   * Each request has a key of its own. One that lasted beyond the process would be of no use: of a request that a kill cut off, the
   * service can't say whether it took effect, so whoever comes after looks for himself.
   */
  async send<Answer>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<Answer> {
    const answer = await this.fetch(method, path, JSON.stringify(body), { 'content-type': 'application/json', 'idempotency-key': randomUUID() });
    const text = await answer.text();
    return (text ? JSON.parse(text) : null) as Answer;
  }

  async upload<Answer>(path: string, file: Readable): Promise<Answer> {
    const answer = await this.fetch('POST', path, file, { 'content-type': 'text/csv' });
    return (await answer.json()) as Answer;
  }

  private async fetch(method: string, path: string, body?: string | Readable, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(this.base + path, {
      method,
      headers: { accept: 'application/json', cookie: this.cookie, 'x-csrf-token': this.csrf, origin: new URL(this.base).origin, ...headers },
      // A stream is sent as it is made; fetch wants to be told that nothing is read before it ends.
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']>, duplex: 'half' }),
    });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new ApiError(answer.status, problem.code ?? 'no-code', `${method} ${path} answered ${answer.status}: ${problem.detail ?? 'no detail'}`);
  }
}
