import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connect, migrate } from '../../src/platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';

/** Starts a careless (no fsync) PostgreSQL in a temporary folder with one migrated template database. */
export async function startTemplateServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'firstword-test-'));
  const server = await startEmbeddedPostgres(folder, { durable: false });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('create database firstword_template');
  await client.end();
  const url = new URL(server.url);
  url.pathname = '/firstword_template';
  const dataSource = await connect(url.href, 2);
  await migrate(dataSource);
  await dataSource.destroy();
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
