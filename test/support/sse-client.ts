import { eventually } from './capture-fixture.js';

export interface Heard {
  readonly event: string;
  readonly id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Somebody who listens to server-sent events, and keeps what he heard. */
export class SseClient {
  readonly heard: Heard[] = [];
  isOpen = true;
  /** Resolves when the server has ended the stream, or it was cut. */
  readonly ended: Promise<void>;
  private taken = 0;

  private constructor(
    readonly headers: Headers,
    body: ReadableStream<Uint8Array>,
    private readonly stop: AbortController,
  ) {
    this.ended = this.read(body).catch(() => undefined).then(() => void (this.isOpen = false));
  }

  /** @throws Error where the answer is none of events. */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<SseClient> {
    const stop = new AbortController();
    const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal, redirect: 'manual' });
    if (answer.status !== 200 || answer.body === null) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return new SseClient(answer.headers, answer.body, stop);
  }

  /** The next of that kind which was not asked for yet; what came before it is passed over. */
  async next(event: string, holds: (heard: Heard) => boolean = () => true): Promise<Heard> {
    const place = await eventually(() => this.heard.findIndex((one, index) => index >= this.taken && one.event === event && holds(one)), (index) => index >= 0).catch((error: Error) => {
      throw new Error(`${error.message} Heard (${this.isOpen ? 'open' : 'ended'}): ${JSON.stringify(this.heard.slice(this.taken)).slice(0, 4_000)}`, { cause: error });
    });
    this.taken = place + 1;
    return this.heard[place]!;
  }

  close(): void {
    this.stop.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      this.heard.push(...blocks.flatMap(heardIn));
    }
  }
}

function heardIn(block: string): Heard[] {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const event = fields.get('event');
  return event === undefined ? [] : [{ event, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? '{}') as Heard['data'] }];
}
