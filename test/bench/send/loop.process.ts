import pg from 'pg';
import { answer, ordersOf } from './child.js';
import { CONCURRENCY, type NaiveOrders, type Recipient } from './naive.js';
import { senderOf } from './naive.senders.js';

/**
 * What a capable engineer writes in an afternoon: a cursor over the table, templates compiled once, a pool of connections, and each row
 * marked when it is sent, a hundred at a time. No ledger, no lease, no limit, no record of an attempt.
 */
const FETCHED = 500;
const MARKED = 100;
const orders = ordersOf<NaiveOrders>();
const pool = new pg.Pool({ connectionString: orders.databaseUrl, max: 4 });
const send = senderOf(orders);

async function* rows(from: number, until: number): AsyncGenerator<Recipient> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`declare recipients cursor for select * from bench_recipient where id >= ${from} and id < ${until} and sent_at is null order by id`);
    for (;;) {
      const { rows: fetched } = await client.query<Recipient>(`fetch ${FETCHED} from recipients`);
      if (fetched.length === 0) break;
      yield* fetched;
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function run(from: number, until: number): Promise<void> {
  const source = rows(from, until);
  let sent: string[] = [];
  const marks: Promise<unknown>[] = [];
  const mark = (): void => {
    if (sent.length > 0) marks.push(pool.query('update bench_recipient set sent_at = now() where id = any($1::bigint[])', [sent]));
    sent = [];
  };
  const work = async (): Promise<void> => {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      await send(next.value);
      sent.push(next.value.id);
      if (sent.length >= MARKED) mark();
    }
  };
  // Twice the connections: the pool never waits for the loop.
  await Promise.all(Array.from({ length: orders.channel === 'email' ? 2 * CONCURRENCY : CONCURRENCY }, work));
  mark();
  await Promise.all(marks);
}

answer({ run: ({ from, until }) => run(Number(from), Number(until)) });
