import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../../test/support/deliver.builder.js';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { Nudges } from './nudges.js';

const SAY = `select pg_notify('firstword', 'notice.approved')`;

describe('a nudge', () => {
  let database: TestDatabase;
  let nudges: Nudges;
  let heard: number;
  beforeEach(async () => {
    [database, heard] = [await testDatabase(), 0];
    nudges = new Nudges({ ROLE: 'worker' }, { databaseUrl: database.url }, silentLog);
    nudges.on('notice.approved', () => (heard += 1));
  });
  afterEach(async () => {
    await nudges.beforeApplicationShutdown();
    await database.drop();
  });

  const listeners = () => database.db.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'firstword-nudges' and datname = current_database()`);
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await sleep(10);
  };

  it('is heard when what it is about is committed, and not before', async () => {
    await nudges.listen();
    heard = 0;
    await database.transactions.run(async (tx) => {
      await tx.query(SAY);
      await sleep(100);
      expect(heard).toBe(0);
    });
    await until(() => heard === 1);
  });

  it('is not heard where nothing was committed', async () => {
    await nudges.listen();
    heard = 0;
    await database.transactions.run(async (tx) => {
      await tx.query(SAY);
      throw new Error('on purpose');
    }).catch(() => undefined);
    await database.db.query(SAY);
    await until(() => heard > 0);
    expect(heard).toBe(1);
  });

  it('is made up for when the connection was lost: whoever listens again looks once', async () => {
    await nudges.listen();
    const [{ pid }] = (await listeners()) as [{ pid: number }];
    heard = 0;
    await database.db.query('select pg_terminate_backend($1)', [pid]);
    await until(async () => (await listeners()).some((one) => one.pid !== pid));
    await until(() => heard === 1);
    await database.db.query(SAY);
    await until(() => heard === 2);
  });

  it('is nothing to wait for where there is no database', async () => {
    const deaf = new Nudges({ ROLE: 'worker' }, { databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }, silentLog);
    await expect(deaf.listen()).resolves.toBeUndefined();
    await deaf.beforeApplicationShutdown();
  });

  it('does not listen in a process that does no work', async () => {
    const web = new Nudges({ ROLE: 'web' }, { databaseUrl: database.url }, silentLog);
    web.onApplicationBootstrap();
    await nudges.listen();
    await database.db.query(SAY);
    await until(() => heard > 1);
    expect(await listeners()).toHaveLength(1);
  });
});
