import { PgBoss } from 'pg-boss';
import { answer, ordersOf } from './child.js';
import type { NaiveOrders, Recipient } from './naive.js';
import { senderOf } from './naive.senders.js';

/** A job for each message. Batches and burst as pg-boss's reference advises for a deep queue; each job keeps its own outcome. */
const BATCH = 100;
const WORKERS = 4;
const orders = ordersOf<NaiveOrders & { readonly queue: string }>();
const boss = new PgBoss({ connectionString: orders.databaseUrl, max: WORKERS + 2 });
boss.on('error', (error) => process.stderr.write(`pg-boss: ${String(error)}\n`));
await boss.start();
const send = senderOf(orders);

let left = 0;
let finished: () => void = () => undefined;

async function run(queue: string, count: number): Promise<void> {
  left = count;
  const done = new Promise<void>((resolve) => (finished = resolve));
  const options = { batchSize: BATCH, localConcurrency: WORKERS, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true, perJobResults: true } as const;
  await boss.work<Recipient>(queue, options, async (jobs) => {
    const results = await Promise.all(jobs.map(async (job) => {
      await send(job.data);
      return { id: job.id, status: 'completed' as const };
    }));
    left -= jobs.length;
    if (left <= 0) finished();
    return results;
  });
  await done;
  await boss.offWork(queue, { wait: true });
}

answer({ run: ({ queue, count }) => run(String(queue), Number(count)) }, () => boss.stop({ graceful: false }));
