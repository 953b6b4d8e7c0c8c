import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { connect } from './data-source.js';
import { heartbeat } from './heartbeat.js';

const PATIENCE = { transactionMs: 200, sessionMs: 600 };

describe('what a process holds that froze, or whose machine is gone', () => {
  let database: TestDatabase;
  let frozen: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    await database.db.query(`insert into job_run (name, started_at, instance) values ('shared', now(), 'test')`);
  });
  afterEach(() => frozen.destroy());
  afterAll(() => database.drop());

  const tryLock = async (): Promise<boolean> => (await database.db.query<{ taken: boolean }>(`select pg_try_advisory_lock(hashtext('frozen')) as taken`))[0]!.taken;

  it('rows of a transaction that it began: others go on, and its own commit fails', async () => {
    frozen = await connect(database.url, 2, 'frozen', PATIENCE);
    const held = frozen.createQueryRunner();
    await held.startTransaction();
    await held.query(`update job_run set acted = 1 where name = 'shared'`);
    await database.db.query(`update job_run set acted = 2 where name = 'shared'`); // waits until the server has ended the other
    await expect(held.commitTransaction()).rejects.toThrow();
    await held.release().catch(() => undefined);
    expect(await database.db.query('select acted from job_run')).toEqual([{ acted: 2 }]);
  });

  it('a lock of its session, once nothing is heard of it any more', async () => {
    frozen = await connect(database.url, 2, 'frozen', PATIENCE);
    const held = frozen.createQueryRunner();
    const stop = heartbeat(held, PATIENCE.sessionMs / 4);
    await held.query(`select pg_advisory_lock(hashtext('frozen'))`);
    await sleep(PATIENCE.sessionMs * 3);
    expect(await tryLock()).toBe(false); // long at work, and alive
    await stop();
    while (!(await tryLock())) await sleep(20);
    await expect(held.query('select 1')).rejects.toThrow();
  });

  it('is the rule for every connection of the service', async () => {
    frozen = await connect(database.url, 2);
    const rows = await frozen.query<{ name: string; setting: string; unit: string }[]>(
      `select name, setting, unit from pg_settings where name in ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'tcp_keepalives_idle') order by name`);
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '5000', unit: 'ms' },
      { name: 'idle_session_timeout', setting: '30000', unit: 'ms' },
      { name: 'tcp_keepalives_idle', setting: '10', unit: 's' },
    ]);
  });
});
