import { type AddressInfo, connect as dial, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { connect } from './data-source.js';
import { isDatabaseAway } from './database-away.js';

const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');
const FIELDS = Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0', 'latin1');
const FAREWELL = Buffer.concat([Buffer.from('E'), Buffer.from(new Int32Array([FIELDS.length + 4]).buffer).swap32(), FIELDS]);

describe('a connection that is lost in the packet that lets it in', () => {
  let database: TestDatabase;
  let server: Server;
  let dying = false;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    const target = new URL(database.url);
    server = createServer((from) => {
      const to = dial(Number(target.port), target.hostname);
      for (const socket of [from, to]) socket.on('error', () => undefined).on('close', () => [from, to].forEach((one) => one.destroy()));
      from.pipe(to);
      to.on('data', (chunk) => from.write(dying && chunk.subarray(-READY.length).equals(READY) ? Buffer.concat([chunk, FAREWELL]) : chunk));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    dataSource = await connect(Object.assign(new URL(database.url), { port: String((server.address() as AddressInfo).port) }).href, 4);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await new Promise((closed) => server.close(closed));
    await database.drop();
  });

  it('fails the statement, and not the process; the next one gets a new connection', async () => {
    dying = true;
    const statements = await Promise.allSettled(Array.from({ length: 4 }, () => dataSource.query('select 1')));
    const failed = statements.flatMap((statement) => (statement.status === 'rejected' ? [statement.reason as unknown] : []));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(isDatabaseAway)).toBe(true);
    dying = false;
    expect(await dataSource.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});
