import { createHistogram } from 'node:perf_hooks';
import { answer } from '../send/child.js';
import { Line } from '../send/line.js';

interface Orders {
  readonly port: number;
  readonly path: string;
  readonly lines: number;
  /** Real time. */
  readonly seconds: number;
}

/** Readers: each asks for the page again as soon as he has it. */
async function run({ port, path, lines, seconds }: Orders) {
  const request = `GET ${path} HTTP/1.1\r\nHost: firstword.example\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n`;
  const open = await Promise.all(Array.from({ length: lines }, () => Line.open(port)));
  const [latency, statuses] = [createHistogram(), new Map<number, number>()];
  const began = performance.now();
  const endAt = began + seconds * 1_000;
  await Promise.all(open.map(async (line) => {
    while (performance.now() < endAt) {
      const asked = process.hrtime.bigint();
      const status = await line.ask(request);
      latency.record(process.hrtime.bigint() - asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 0) break;
    }
  }));
  const took = (performance.now() - began) / 1_000;
  for (const line of open) line.close();
  const answered = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  return { answered, seconds: took, statuses: Object.fromEntries(statuses), p50: latency.percentile(50) / 1e6, p99: latency.percentile(99) / 1e6, worst: latency.max / 1e6 };
}

answer({ run: (orders) => run(orders as unknown as Orders) });
