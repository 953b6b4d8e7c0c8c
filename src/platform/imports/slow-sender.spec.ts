import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { connect } from '../database/data-source.js';
import { Transactions } from '../database/transactions.js';
import { bearSlowSender } from './slow-sender.js';

describe('a transaction that waits for a sender', () => {
  let database: TestDatabase;
  let impatient: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    impatient = await connect(database.url, 2, 'slow-sender', { transactionMs: 100, sessionMs: 60_000 });
  });
  afterAll(async () => {
    await impatient.destroy();
    await database.drop();
  });

  const pausing = (bear: boolean): Promise<unknown> =>
    new Transactions(impatient).run(async (tx) => {
      if (bear) await bearSlowSender(tx);
      await tx.query(`insert into job_run (name, started_at, instance) values ('half', now(), 'test') on conflict do nothing`);
      await sleep(500);
      return tx.query('select name from job_run');
    });

  it('is not taken for one whose process froze', async () => {
    await expect(pausing(false)).rejects.toThrow();
    expect(await pausing(true)).toEqual([{ name: 'half' }]);
    expect(await impatient.query('show idle_in_transaction_session_timeout')).toEqual([{ idle_in_transaction_session_timeout: '100ms' }]);
  });
});
