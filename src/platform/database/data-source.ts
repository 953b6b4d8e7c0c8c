import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { keepAside } from './aside.js';
import { heartbeat } from './heartbeat.js';
import { keepPlans } from './kept-plans.js';
import { openingTypes } from '../seal/opening-types.js';
import { type LookupGuard } from '../seal/lookup-key.records.js';
import { type Sealing } from '../seal/sealing.js';
import { keepSealing } from './kept-sealing.js';
import { SilenceWatch } from './silence-watch.js';

const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** The migrations in the order of their time stamps: `<timestamp>-<slug>`, compiled beside this file or as TypeScript in tests. */
export async function loadMigrations(): Promise<(new () => MigrationInterface)[]> {
  const files = (await readdir(migrationsFolder)).filter((file) => /^\d{13}-[a-z0-9-]+\.(js|ts)$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(migrationsFolder, file)).href)));
  return modules.map((module) => Object.values(module as Record<string, unknown>)[0] as new () => MigrationInterface);
}

const sourceFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The tables that are mapped: `<step>/store/*.entity` and `platform/<part>/*.entity`, found as the migrations are, so that no list is forgotten. */
export async function loadEntities(): Promise<(new () => object)[]> {
  const files = (await readdir(sourceFolder, { recursive: true })).filter((file) => /^([a-z-]+[\\/]store|platform[\\/][a-z-]+)[\\/][a-z-]+\.entity\.(js|ts)$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(sourceFolder, file)).href)));
  return modules.flatMap((module) => Object.values(module as Record<string, unknown>).filter((value) => typeof value === 'function')) as (new () => object)[];
}

/** How long the server bears with silence, and we with the server's, in real milliseconds. */
export interface Patience {
  /** Between two statements of a transaction. Shorter than any lease, so that others get their results on record in time. */
  readonly transactionMs: number;
  /** Outside of one. Longer than a pool keeps a connection that it does not use; see `heartbeat`. */
  readonly sessionMs: number;
  /** How often we look whether the server itself is silent, if not as often as `SilenceWatch` does. */
  readonly lookMs?: number;
}

/**
 * A process that is frozen (a paused container, a suspended machine) keeps its connections, and with them its rows and locks: seen with
 * two workers, one stopped by SIGSTOP in the middle of a transaction, the other could neither draw from the rate nor record a result
 * until its own leases had run out.
 */
export const SILENT: Patience = { transactionMs: 5_000, sessionMs: 30_000 };
const UNUSED_MS = 15_000;
const MOST_KEEPING = 6;
/** Beyond the pool: opened while somebody asks whom a rule means, and closed when nobody does. */
const ASIDE = 3;
/** One holds the lock while the other migrates. */
const MIGRATING = 2;

/**
 * A machine that is gone without a word is noticed within half a minute, and not after the two hours of TCP. A statement takes one core: what is counted
 * over a million people behind the pages took three processes, seen as 1.5 such counts at once on two cores, and every page beside them waited for a core.
 * Finding and freezing an audience, which somebody waits for, asks for more (`audience/store/affected.repository.ts`).
 */
const serverOptions = ({ sessionMs }: Patience): string =>
  `-c max_parallel_workers_per_gather=0 -c idle_session_timeout=${sessionMs} -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000`;

/**
 * @param url  postgres://…
 * @param poolSize  Connections this process may hold; a third of them, six at most, are for statements whose plans are kept. Up to three more are
 *   there while somebody asks whom a rule means.
 * @param sealing  Opens what these connections read, and seals what is written. Absent: for the schema alone, which reads nobody's data.
 * @param guard  Asked of each new connection before it is used. Absent: everyone is let in.
 * @returns A data source that is connected. `application_name` shows in pg_stat_activity whose connection it is.
 */
export async function connect(url: string, poolSize: number, applicationName = 'firstword', patience = SILENT, sealing: Sealing | null = null, guard: LookupGuard | null = null): Promise<DataSource> {
  const keeping = Math.max(1, Math.min(MOST_KEEPING, Math.floor(poolSize / 3)));
  const watch = new SilenceWatch({ connectionString: url, application_name: `${applicationName}-watch` }, patience.lookMs);
  const pool = {
    idleTimeoutMillis: UNUSED_MS, connectionTimeoutMillis: 10_000, idle_in_transaction_session_timeout: patience.transactionMs, options: serverOptions(patience),
    ...(sealing && { types: openingTypes(sealing) }),
    onConnect: (client: ClientBase) => {
      bearErrors(client);
      return guard ? watch.during(client, () => guard.admit(client)) : undefined;
    },
  };
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    entities: await loadEntities(),
    migrations: await loadMigrations(),
    migrationsTableName: 'schema_migration',
    installExtensions: false, // ids come from gen_random_uuid(), which needs none; a managed server would refuse to install one
    migrationsTransactionMode: 'each',
    extra: { ...pool, max: Math.max(MIGRATING, poolSize - keeping) },
  });
  keepPlans(dataSource, { ...pool, max: keeping, connectionString: url, application_name: applicationName }, watch);
  keepAside(dataSource, { ...pool, max: ASIDE, connectionString: url, application_name: `${applicationName}-aside` }, watch);
  if (sealing) keepSealing(dataSource, sealing);
  endWith(dataSource, watch);
  await dataSource.initialize().catch((error: unknown) => {
    watch.end();
    throw error;
  });
  const { master } = dataSource.driver as unknown as { readonly master: Pool };
  watch.over(master);
  return dataSource;
}

/** The last to go: what ends before it may wait for a server that is silent. */
function endWith(dataSource: DataSource, watch: SilenceWatch): void {
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = () => destroy().finally(() => watch.end());
}

/**
 * A server that dies may say so in the same packet in which it lets a connection in. The pool has taken its listener off by then and
 * TypeORM has not put its own on: without one that stays, that ends the process, as does a connection that is lost while it was taken past TypeORM.
 * Whoever uses the connection hears of it by his statement. Asked of each connection of each pool, the one by which a data source begins among them.
 */
function bearErrors(client: ClientBase): void {
  client.on('error', () => undefined);
}

/** Brings the schema up to date. Two instances may start at once: the second waits for the first, then finds nothing to do. */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query(`select pg_advisory_lock(hashtext('firstword.migrate'))`);
    const stop = heartbeat(runner);
    return (await dataSource.runMigrations().finally(stop)).map((migration) => migration.name);
  } finally {
    await runner.query(`select pg_advisory_unlock(hashtext('firstword.migrate'))`).catch(() => undefined);
    await runner.release();
  }
}
