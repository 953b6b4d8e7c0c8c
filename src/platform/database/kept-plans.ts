import pg from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { sha256Hex } from '../../kernel/sha256.js';
import { type SilenceWatch } from './silence-watch.js';

/**
 * Plans are kept for each connection, and made by the indexes alone. What the planner would choose from statistics is chosen while tables are
 * nearly empty, and read all of `attempt` for each batch once it had grown; to plan anew each time cost as much as to run.
 */
const BY_INDEX = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_memoize=off';
/**
 * A plan is made anew after 4 uses, 16, 64 and so on up to this many: what was planned over a table that nobody has analyzed yet reads all of it for
 * each batch as it grows (1.2 ms a message after 20,000). From there on the server's own upkeep sees to it.
 */
const PLANNED_ANEW_UP_TO = 4 ** 8;
/** The tables were changed under a plan (a newer instance has migrated): the statement was not run. */
const PLAN_IS_OUTDATED = '0A000';

/** Connections for the few statements that thousands of messages a second go through, each a transaction of its own. */
export class KeptPlans {
  private pool: pg.Pool | null = null;
  private readonly known = new Map<string, { readonly name: string; uses: number }>();

  constructor(
    private readonly config: pg.PoolConfig,
    private readonly watch: SilenceWatch,
  ) {}

  /** @throws QueryFailedError as the data source does, so that callers need not know by which connection it went. */
  async query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    const statement = { name: this.nameOf(sql), text: sql, values: [...parameters] };
    try {
      return await this.ask<Row>(statement).catch((error: unknown) => {
        if ((error as { code?: string }).code !== PLAN_IS_OUTDATED) throw error;
        return this.ask<Row>(statement);
      });
    } catch (error) {
      throw new QueryFailedError(sql, [...parameters], error as Error);
    }
  }

  /** Closes the connections; a data source that is opened once more opens others. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = null;
    await pool?.end();
  }

  private open(): pg.Pool {
    const pool = new pg.Pool({ ...this.config, options: `${this.config.options ?? ''} ${BY_INDEX}`.trim() });
    pool.on('error', () => undefined); // a connection that is lost while nobody uses it; the next one is another
    this.watch.over(pool);
    return pool;
  }

  private async ask<Row>(statement: pg.QueryConfig): Promise<Row[]> {
    const client = await (this.pool ??= this.open()).connect();
    let fault: unknown = null;
    try {
      return (await client.query(statement)).rows as Row[];
    } catch (error) {
      fault = error;
      throw error;
    } finally {
      // A connection that knows an outdated plan goes with it; one that broke is noticed by the pool.
      client.release((fault as { code?: string } | null)?.code === PLAN_IS_OUTDATED);
    }
  }

  /** One for each plan of the statement. */
  private nameOf(sql: string): string {
    const known = this.known.get(sql) ?? { name: sha256Hex(sql).slice(0, 32), uses: 0 };
    this.known.set(sql, known);
    known.uses += 1;
    return `${known.name}-${Math.floor(Math.log2(Math.min(known.uses, PLANNED_ANEW_UP_TO)) / 2)}`;
  }
}

const kept = new WeakMap<DataSource, KeptPlans>();

/** Gives a data source its kept plans; they end with it. */
export function keepPlans(dataSource: DataSource, config: pg.PoolConfig, watch: SilenceWatch): void {
  const plans = new KeptPlans(config, watch);
  kept.set(dataSource, plans);
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await plans.end();
    await destroy();
  };
}

/** @throws TypeError for a data source that `connect` did not make. */
export function keptPlansOf(dataSource: DataSource): KeptPlans {
  const plans = kept.get(dataSource);
  if (plans === undefined) throw new TypeError('This data source keeps no plans: connect() makes those that do.');
  return plans;
}
