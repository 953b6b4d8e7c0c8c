import { join } from 'node:path';
import pg from 'pg';
import { type DataSource } from 'typeorm';
import { type LookupKeys } from '../../kernel/keyed-hash.js';
import { type Settings } from '../config/config.js';
import { connect, migrate } from '../database/data-source.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { dataKeysOf } from '../seal/data-keys.js';
import { checkDataKeys } from '../seal/data-key.records.js';
import { checkLookupKeys, LookupGuard } from '../seal/lookup-key.records.js';
import { lookupKeysOf } from '../seal/lookup-keys.js';
import { Sealing } from '../seal/sealing.js';
import { databaseError } from './database-error.js';
import { secretKeyOf } from './secret-key.js';

export interface OpenDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  readonly lookupKeys: LookupKeys;
  readonly isEmbedded: boolean;
  /** The server of our own; null where the database is someone else's. */
  readonly server: EmbeddedPostgres | null;
  /** Names of the migrations that ran now. */
  readonly migrated: readonly string[];
  /** Closes the connections. @returns True where no other process is connected to this database: it was the last one's. */
  close(): Promise<boolean>;
  /** Stops the embedded server; does nothing where the database is someone else's. Only after `close` said that nobody is left. */
  stopServer(): Promise<void>;
}

/**
 * Connects to DATABASE_URL, or to the embedded server (started, or adopted where it runs), and brings the schema up to date.
 *
 * @throws Error that names DATABASE_URL where its database can't be reached, never with its password; `DataKeysError` where what lies there is sealed by keys that this
 *   process has not, `LookupKeysError` where addresses are found by others; a server that was started here is stopped again then.
 * @param mayRehash  Lets look-up keys be newer than those of the database: for the command that makes its hashes anew.
 */
export async function openDatabase(settings: Settings, applicationName = 'firstword', mayRehash = false): Promise<OpenDatabase> {
  const embedded = settings.DATABASE_URL ? null : await startEmbeddedPostgres(join(settings.FIRSTWORD_HOME, 'postgres'));
  const url = settings.DATABASE_URL ?? embedded!.url;
  const stopServer = async (): Promise<void> => embedded?.stop();
  const secretKey = await secretKeyOf(settings.SECRET_KEY, settings.FIRSTWORD_HOME);
  const sealing = new Sealing(dataKeysOf(settings.DATA_KEYS, secretKey), secretKey);
  const [guard, lookupKeys] = [new LookupGuard(), lookupKeysOf(settings.LOOKUP_KEYS, secretKey)];
  const dataSource = await connect(url, settings.DATABASE_POOL_SIZE, applicationName, undefined, sealing, guard).catch(async (error: unknown) => {
    if (embedded && !embedded.adopted) await stopServer();
    throw embedded ? error : databaseError(error, url);
  });
  const close = async (): Promise<boolean> => {
    await dataSource.destroy();
    return isDeserted(url);
  };
  try {
    const migrated = await migrate(dataSource);
    await checkDataKeys(dataSource, sealing);
    if (!mayRehash) {
      await checkLookupKeys(dataSource, lookupKeys);
      guard.arm(lookupKeys);
    }
    return { dataSource, url, lookupKeys, isEmbedded: embedded !== null, server: embedded, migrated, close, stopServer };
  } catch (error) {
    if ((await close()) && embedded && !embedded.adopted) await stopServer();
    throw error;
  }
}

const LOOKS = 10;
const LOOK_EVERY_MS = 100;

/** True where nobody is connected. Our own connections take a moment to go, so it looks for a second. Where it can't be asked, somebody may be. */
async function isDeserted(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 2_000, application_name: 'firstword-stop' });
  try {
    await client.connect();
    for (let look = 0; look < LOOKS; look++) {
      const { rows } = await client.query<{ others: number }>(OTHERS);
      if (rows[0]!.others === 0) return true;
      await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
    }
    return false;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const OTHERS = `
  select count(*)::int as others
    from pg_stat_activity as a
   where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()`;
