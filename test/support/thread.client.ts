/** What the API answered: its status, its JSON where it sent some, and its headers. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
}

/** No answer takes so long, on a machine ten times slower either. */
const PATIENCE_MS = 60_000;

/** Somebody at the REST API, over a real connection: a person in a browser's session, or a program with a key. */
export class ThreadClient {
  private constructor(
    private readonly base: string,
    private readonly credentials: Readonly<Record<string, string>>,
  ) {}

  static async signIn(base: string, email: string, password: string): Promise<ThreadClient> {
    const answer = await new ThreadClient(base, {}).ask<{ csrfToken: string }>('POST', '/api/v1/session', { email, password });
    if (answer.status !== 201) throw new Error(`Sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]!).join('; ');
    return new ThreadClient(base, { cookie, 'x-csrf-token': answer.body.csrfToken });
  }

  static withKey(base: string, key: string): ThreadClient {
    return new ThreadClient(base, { authorization: `Bearer ${key}` });
  }

  /** Whatever the answer is. A text is sent as CSV, a form as a browser sends it, anything else as JSON. */
  async ask<Body = unknown>(method: string, path: string, body?: unknown, { headers = {} }: Options = {}): Promise<Answer<Body>> {
    const { type, content } = encoded(body);
    const { answer, text } = await this.answered(method, path, { headers: { ...this.credentials, ...type, ...headers }, ...(content === undefined ? {} : { body: content }) });
    const json = answer.headers.get('content-type')?.includes('json') && text !== '';
    return { status: answer.status, body: (json ? JSON.parse(text) : text) as Body, headers: answer.headers };
  }

  /** The body of an answer 2xx. @throws Error with what the API said otherwise. */
  async get<Body>(path: string): Promise<Body> {
    return this.must<Body>('GET', path);
  }

  async post<Body>(path: string, body: unknown = {}, options: Options = {}): Promise<Body> {
    return this.must<Body>('POST', path, body, options);
  }

  async put<Body>(path: string, body: unknown): Promise<Body> {
    return this.must<Body>('PUT', path, body);
  }

  async patch<Body>(path: string, body: unknown): Promise<Body> {
    return this.must<Body>('PATCH', path, body);
  }

  /** Every item of a list, page after page. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let after: string | number | null = null; ; ) {
      const page: { items: Item[]; next: string | number | null } = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=100${after === null ? '' : `&after=${encodeURIComponent(after)}`}`);
      items.push(...page.items);
      if (page.next === null) return items;
      after = page.next;
    }
  }

  private async answered(method: string, path: string, request: RequestInit): Promise<{ answer: Response; text: string }> {
    try {
      const answer = await fetch(this.base + path, { method, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...request });
      return { answer, text: await answer.text() };
    } catch (error) {
      throw new Error(`${method} ${path} got no answer.`, { cause: error });
    }
  }

  private async must<Body>(method: string, path: string, body?: unknown, options: Options = {}): Promise<Body> {
    const answer = await this.ask<Body>(method, path, body, options);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}

function encoded(body: unknown): { type: Record<string, string>; content: string | URLSearchParams | undefined } {
  if (body === undefined || body instanceof URLSearchParams) return { type: {}, content: body };
  if (typeof body === 'string') return { type: { 'content-type': 'text/csv' }, content: body };
  return { type: { 'content-type': 'application/json' }, content: JSON.stringify(body) };
}
