import pg from 'pg';
import { type DataSource } from 'typeorm';
import { type SilenceWatch } from './silence-watch.js';

/** How long a look may take, in real milliseconds, and what ends it before. */
export interface AsideLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** PostgreSQL's word for a statement that ran out of time or was cancelled. */
const CALLED_OFF = '57014';
export const wasCalledOff = (error: unknown): boolean => (error as { code?: string }).code === CALLED_OFF;

/**
 * Reads that may take long or be called off: what a page would like to know of millions of rows. They have a few connections of their own, so
 * that they never wait for the ledger's, nor the ledger for theirs; one core at most each, and the server ends what takes too long, even where
 * this process is gone by then.
 */
export class Aside {
  private pool: pg.Pool | null = null;

  constructor(
    private readonly config: pg.PoolConfig,
    private readonly watch: SilenceWatch,
  ) {}

  /** One statement, in a transaction that can't write. @throws Error of which `wasCalledOff` is true where it took too long or `signal` said so. */
  async read<Row>(sql: string, parameters: readonly unknown[], { timeoutMs, signal }: AsideLimits): Promise<Row[]> {
    signal?.throwIfAborted();
    const client = await (this.pool ??= this.open()).connect();
    const cancelling: Promise<void>[] = [];
    const cancel = (): void => void cancelling.push(this.cancel(client));
    signal?.addEventListener('abort', cancel, { once: true });
    let broken = false;
    try {
      signal?.throwIfAborted();
      await client.query(`begin read only; set local statement_timeout = ${Math.max(1, Math.round(timeoutMs))}; set local work_mem = '64MB'; set local max_parallel_workers_per_gather = 0; set local jit = off`);
      const { rows } = await client.query(sql, [...parameters]);
      await client.query('commit');
      return rows as Row[];
    } catch (error) {
      broken = await client.query('rollback').then(() => false, () => true);
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      await Promise.all(cancelling); // it names this connection: whoever has it next must not be hit by it
      client.release(broken);
    }
  }

  /** Closes the connections; a data source that is opened once more opens others. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = null;
    await pool?.end();
  }

  private open(): pg.Pool {
    const pool = new pg.Pool(this.config);
    pool.on('error', () => undefined); // a connection that is lost while nobody uses it; the next one is another
    this.watch.over(pool);
    return pool;
  }

  /** By a connection made for it: those of the pool may all be what has to be cancelled. */
  private async cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as unknown as { readonly processID: number };
    const other = new pg.Client({ ...this.config, statement_timeout: 5_000, query_timeout: 10_000 });
    other.on('error', () => undefined);
    try {
      await other.connect();
      await other.query('select pg_cancel_backend($1)', [processID]);
    } catch {
      // the statement's own time-out ends it then
    } finally {
      await other.end().catch(() => undefined);
    }
  }
}

const kept = new WeakMap<DataSource, Aside>();

/** Gives a data source its aside; it ends with it. */
export function keepAside(dataSource: DataSource, config: pg.PoolConfig, watch: SilenceWatch): void {
  const aside = new Aside(config, watch);
  kept.set(dataSource, aside);
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await aside.end();
    await destroy();
  };
}

/** @throws TypeError for a data source that `connect` did not make. */
export function asideOf(dataSource: DataSource): Aside {
  const aside = kept.get(dataSource);
  if (aside === undefined) throw new TypeError('This data source has no connections aside: connect() makes those that do.');
  return aside;
}
