import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { connect } from '../../src/platform/database/data-source.js';
import { Database, Transactions } from '../../src/platform/database/transactions.js';
import { TEST_SEALING } from './test-sealing.js';

/** A database of its own for one test file, cloned from the migrated template: about 50 ms. */
export interface TestDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly db: Database;
  readonly transactions: Transactions;
  drop(): Promise<void>;
}

/** Needs the server that test/support/global-setup.mjs starts (or TEST_DATABASE_URL names). */
export async function testDatabase(poolSize = 8): Promise<TestDatabase> {
  const server = process.env['FIRSTWORD_TEST_POSTGRES'];
  if (!server) throw new Error('No PostgreSQL for tests: run them by `npm test`, whose global set-up starts one.');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await admin(server, `create database ${name} template firstword_template`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const dataSource = await connect(url.href, poolSize, 'firstword-test', undefined, TEST_SEALING);
  return {
    url: url.href,
    dataSource,
    db: new Database(dataSource),
    transactions: new Transactions(dataSource),
    async drop() {
      await dataSource.destroy();
      await admin(server, `drop database ${name} with (force)`);
    },
  };
}

async function admin(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
