import { createHistogram } from 'node:perf_hooks';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { answer } from '../send/child.js';
import { callbackAt, requestOf, type Texts } from './callbacks.js';

/** The provider's side, as lean as it can be: plain sockets that are kept, the next request when the answer is there. */
class Line {
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
  post(request: string): Promise<number> {
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

interface Orders extends Texts {
  readonly port: number;
  readonly lines: number;
  /** Real time; 0 is until each was sent once. */
  readonly seconds: number;
}

async function run({ port, lines, seconds, from, until }: Orders) {
  const open = await Promise.all(Array.from({ length: lines }, () => Line.open(port)));
  const [latency, statuses] = [createHistogram(), new Map<number, number>()];
  const most = seconds === 0 ? lines : Number.MAX_SAFE_INTEGER;
  const [began, endAt] = [performance.now(), performance.now() + (seconds || 3_600) * 1_000];
  let next = 0;
  await Promise.all(open.map(async (line) => {
    while (next < most && performance.now() < endAt) {
      const request = requestOf(callbackAt({ from, until }, next++));
      const asked = process.hrtime.bigint();
      const status = await line.post(request);
      latency.record(process.hrtime.bigint() - asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 0) break;
    }
  }));
  const took = (performance.now() - began) / 1_000;
  for (const line of open) line.close();
  const ms = (percentile: number) => latency.percentile(percentile) / 1e6;
  return { sent: next, seconds: took, statuses: Object.fromEntries(statuses), p50: ms(50), p99: ms(99), worst: latency.max / 1e6 };
}

answer({ run: (orders) => run(orders as unknown as Orders) });
