import { type DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';

/** As many statements as the dearest page asks for at once. */
const KEPT = 8;
/** A third of what a session may be silent (`SILENT` in data-source.ts): a process that freezes stops beating, and the server takes its sessions away. */
const EVERY_MS = 10_000;

/**
 * Reads nothing, and has a connection learn what it needs to plan any statement of ours. A new one learned it by the first page that met it: five
 * statements over our views took 8 ms of PostgreSQL's time on a new connection and 2.4 on one that knew them; learning all at once takes 40.
 */
const ALL_RELATIONS = `
  select string_agg(format('select * from %I.%I limit 0', n.nspname, c.relname), ';') as statements
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
   where n.nspname in ('public', 'published') and c.relkind in ('r', 'p', 'v')`;

/**
 * Keeps connections open that know the schema, from now until the data source is closed, so that whoever looks after a quiet minute, or first after
 * a start, does not wait for a new one. Those that are lost are opened again at the next beat.
 *
 * @param everyMs  Real milliseconds between two beats.
 * @returns once they are there. A database that is away just now is no fault: whoever needs it finds out by his own statement.
 */
export async function keepOpen(dataSource: DataSource, kept: number = KEPT, everyMs: number = EVERY_MS): Promise<void> {
  const pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
  const most = Math.min(kept, pool.options.max);
  pool.options.min = most;
  const learned = new WeakSet<PoolClient>();
  let going: Promise<void> | null = null;
  const beat = (): Promise<void> => (going ??= touchAll(pool, most, learned).finally(() => (going = null)));
  const timer = setInterval(() => void beat(), everyMs);
  timer.unref();
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    clearInterval(timer);
    await going;
    await destroy();
  };
  await beat();
}

/** All at once, since the pool gives the same one again to whoever asks after it was given back; those that are at work need no beat. */
async function touchAll(pool: Pool, most: number, learned: WeakSet<PoolClient>): Promise<void> {
  const atWork = pool.totalCount - pool.idleCount;
  await Promise.allSettled(Array.from({ length: Math.max(0, most - atWork) }, () => touch(pool, learned)));
}

/** What went wrong is no business of whoever only looked in: a connection that broke the pool takes away by itself. */
async function touch(pool: Pool, learned: WeakSet<PoolClient>): Promise<void> {
  const client = await pool.connect();
  await (learned.has(client) ? client.query('select 1') : learn(client)).catch(() => undefined);
  learned.add(client);
  client.release();
}

async function learn(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ statements: string | null }>(ALL_RELATIONS);
  await client.query(rows[0]?.statements ?? 'select 1');
}
