import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, migrate } from '../../database/data-source.js';
import { startEmbeddedPostgres } from '../../database/embedded-postgres.js';
import { Database } from '../../database/transactions.js';
import { projectPath } from '../../config/project-path.js';
import { compareEntities } from './compare-entities.js';
import { dumpSchema } from './dump-schema.js';

export const SCHEMA_FILE = projectPath('migrations', 'schema.sql');

/**
 * Runs every migration on an empty database of a server of its own, and looks at what came of it.
 *
 * @param write  Puts the dump into migrations/schema.sql instead of comparing it.
 * @returns What is wrong, a sentence each; empty where all is well.
 */
export async function checkMigrations(write: boolean): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstword-migrations-'));
  const server = await startEmbeddedPostgres(folder, { durable: false });
  try {
    const dataSource = await connect(server.url, 2, 'firstword-migrations-check');
    try {
      await migrate(dataSource);
      const again = await migrate(dataSource);
      const dump = await dumpSchema(new Database(dataSource));
      return [
        ...again.map((name) => `${name} runs a second time`),
        ...(await compareEntities(dataSource)),
        ...(write ? await written(dump) : compareDump(dump, await readFile(SCHEMA_FILE, 'utf8').catch(() => ''))),
      ];
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function written(dump: string): Promise<[]> {
  await writeFile(SCHEMA_FILE, dump);
  return [];
}

/** The first line that differs is enough to find it; the rest is a diff after `--write`. */
export function compareDump(made: string, committed: string): string[] {
  if (made === committed) return [];
  const [ours, theirs] = [made.split('\n'), committed.split('\n')];
  const line = ours.findIndex((text, index) => text !== theirs[index]);
  const at = line === -1 ? ours.length : line;
  return [`migrations/schema.sql is not what the migrations make, from line ${at + 1} on: it has "${theirs[at] ?? '(end)'}" for "${ours[at] ?? '(end)'}". If the migration is right: npm run migrations:check -- --write`];
}
