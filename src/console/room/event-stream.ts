import { type FastifyReply } from 'fastify';

/** What waits in the socket of a viewer who reads too slowly; with more he is let go, and comes back for the whole state. */
const MOST_WAITING_BYTES = 512 * 1024;
/** After which a browser asks again by itself, in milliseconds. */
const RETRY_MS = 2_000;

/** An answer that goes on: events for one viewer, in the form that `EventSource` reads. */
export class EventStream {
  private constructor(private readonly raw: FastifyReply['raw']) {}

  /** Takes the answer over: nothing else may be sent as it. */
  static open(reply: FastifyReply): EventStream {
    reply.hijack();
    // A proxy that gathers an answer before it passes it on would hold every event back.
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200);
    reply.raw.write(`retry: ${RETRY_MS}\n\n`);
    return new EventStream(reply.raw);
  }

  onClose(closed: () => void): void {
    this.raw.once('close', closed);
  }

  get isOpen(): boolean {
    return !this.raw.writableEnded && !this.raw.destroyed;
  }

  /** @param id  What the browser sends as `Last-Event-ID` when it comes back; without one it keeps the one before. */
  send(event: string, data: unknown, id?: string): void {
    if (!this.isOpen) return;
    this.raw.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.raw.writableLength > MOST_WAITING_BYTES) this.raw.destroy();
  }

  end(): void {
    if (this.isOpen) this.raw.end();
  }
}
