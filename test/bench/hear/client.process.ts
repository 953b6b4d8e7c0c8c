import { createHistogram } from 'node:perf_hooks';
import { answer } from '../send/child.js';
import { Line } from '../send/line.js';
import { callbackAt, requestOf, type Texts } from './callbacks.js';

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
      const status = await line.ask(request);
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
