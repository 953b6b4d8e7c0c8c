import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { createHistogram } from 'node:perf_hooks';

/** The asking side, as lean as it can be: a plain socket that is kept, the next request when the answer is there. */
export class Line {
  private rest = '';
  private heard: (status: number) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk: string) => this.read(chunk));
    for (const end of ['error', 'close'] as const) socket.on(end, () => this.heard(0));
  }

  static async open(port: number): Promise<Line> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Line(socket);
  }

  /** @returns The status; 0 where the connection broke. */
  ask(request: string): Promise<number> {
    return new Promise((resolve) => {
      this.heard = resolve;
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    this.rest += chunk;
    const end = this.rest.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.rest.slice(0, end))?.[1] ?? 0);
    if (this.rest.length < end + 4 + length) return;
    const status = Number(this.rest.slice(9, 12));
    this.rest = this.rest.slice(end + 4 + length);
    this.heard(status);
  }
}

export interface Asking {
  readonly port: number;
  /** Connections, each with one request under way. */
  readonly lines: number;
  /** Real time. */
  readonly seconds: number;
}

/**
 * Asks on all lines until the time is over or there is no next request. A line whose connection broke asks no more.
 *
 * @returns how often, by status (0 where a connection broke), and percentiles in milliseconds.
 */
export async function askOn({ port, lines, seconds }: Asking, nextRequest: () => string | null) {
  const open = await Promise.all(Array.from({ length: lines }, () => Line.open(port)));
  const [latency, statuses] = [createHistogram(), new Map<number, number>()];
  const began = performance.now();
  let sent = 0;
  await Promise.all(open.map(async (line) => {
    while (performance.now() < began + seconds * 1_000) {
      const request = nextRequest();
      if (request === null) break;
      sent += 1;
      const asked = process.hrtime.bigint();
      const status = await line.ask(request);
      latency.record(process.hrtime.bigint() - asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 0) break;
    }
  }));
  const took = (performance.now() - began) / 1_000;
  for (const line of open) line.close();
  const ms = (percentile: number) => latency.percentile(percentile) / 1e6;
  return { sent, seconds: took, statuses: Object.fromEntries(statuses), p50: ms(50), p99: ms(99), worst: latency.max / 1e6 };
}
