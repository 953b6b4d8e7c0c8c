import { type AddressInfo, connect as dial, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { asideOf } from './aside.js';
import { connect } from './data-source.js';
import { isDatabaseAway } from './database-away.js';
import { keepOpen } from './kept-open.js';
import { Transactions } from './transactions.js';

const LOOK_MS = 50;
const PATIENCE = { transactionMs: 5_000, sessionMs: 30_000, lookMs: LOOK_MS };

/** Between us and the server: while it is frozen connections are taken, as the system beneath does for a process that stands still, and nothing is answered. */
function standIn(target: URL) {
  const sockets = new Set<Socket>();
  const state = { frozen: false };
  const server: Server = createServer({ pauseOnConnect: true }, (from) => {
    const to = dial(Number(target.port), target.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [from, to].forEach((one) => (sockets.delete(one), one.destroy())));
    }
    from.on('data', (chunk) => to.write(chunk));
    to.on('data', (chunk) => from.write(chunk));
    for (const socket of [from, to]) socket[state.frozen ? 'pause' : 'resume']();
  });
  const freeze = (yes: boolean): void => {
    state.frozen = yes;
    for (const socket of sockets) socket[yes ? 'pause' : 'resume']();
  };
  return { server, freeze };
}

describe('a server that stands still and keeps its connections', () => {
  let database: TestDatabase;
  let between: ReturnType<typeof standIn>;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    between = standIn(new URL(database.url));
    await new Promise<void>((listening) => between.server.listen(0, '127.0.0.1', listening));
  });
  beforeEach(async () => {
    dataSource = await connect(Object.assign(new URL(database.url), { port: String((between.server.address() as AddressInfo).port) }).href, 9, 'silent', PATIENCE);
  });
  afterEach(async () => {
    between.freeze(false);
    await dataSource.destroy();
  });
  afterAll(async () => {
    await new Promise((closed) => between.server.close(closed));
    await database.drop();
  });

  const ways: [string, () => Promise<unknown>][] = [
    ['a statement', () => dataSource.query('select 1')],
    ['a statement of a transaction', () => new Transactions(dataSource).run((tx) => tx.query('select 1'))],
    ['a statement whose plan is kept', () => new Transactions(dataSource).single((tx) => tx.query('select 1'))],
    ['a read aside', () => asideOf(dataSource).read('select 1', [], { timeoutMs: 60_000 })],
  ];

  it.each(ways)('%s on a connection that was there ends, and the next works once the server goes on', async (_, ask) => {
    await ask();
    between.freeze(true);
    const refused = await ask().catch((error: unknown) => error);
    expect(isDatabaseAway(refused)).toBe(true);
    between.freeze(false);
    await eventually(() => ask().then(() => true, () => false), Boolean, 20);
  });

  it('the statement that is under way when it begins ends too', async () => {
    const slow = dataSource.query('select pg_sleep(0.5)').catch((error: unknown) => error);
    await eventually(() => database.db.query(`select from pg_stat_activity as a where a.application_name = 'silent' and a.query like '%pg_sleep%'`), ({ length }) => length > 0, 20);
    between.freeze(true);
    expect(isDatabaseAway(await slow)).toBe(true);
  });

  it('connections that are kept open are as many afterwards, whoever waited on his has another, and all of them answer', async () => {
    const there = () => database.db.query<{ pid: number }>(`select a.pid from pg_stat_activity as a where a.application_name = 'silent' order by a.pid`);
    const all = (): Promise<{ pid: number }[][]> => Promise.all([1, 2, 3].map(() => dataSource.query('select pg_backend_pid() as pid, pg_sleep(0.05)')));
    await keepOpen(dataSource, 3, LOOK_MS);
    const waiting = dataSource.query('select pg_sleep(0.3)').catch((error: unknown) => error);
    const [{ pid }] = await eventually(() => database.db.query<{ pid: number }>(`select a.pid from pg_stat_activity as a where a.application_name = 'silent' and a.query like '%pg_sleep%'`), ({ length }) => length > 0, 20) as [{ pid: number }];
    between.freeze(true);
    expect(isDatabaseAway(await waiting)).toBe(true);
    between.freeze(false);
    const after = await eventually(there, (now) => now.length === 3 && now.every((one) => one.pid !== pid), 50);
    expect(after).toHaveLength(3);
    expect(new Set((await all()).map(([one]) => one!.pid)).size).toBe(3); // at once, so that each has its own
  });

  it('is none where it answers others: what takes long goes on', async () => {
    await expect(dataSource.query(`select pg_sleep(${(40 * LOOK_MS) / 1_000})`)).resolves.toHaveLength(1);
  });
});
