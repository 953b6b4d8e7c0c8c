import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';

describe('a transaction', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  const runs = () => database.db.query<{ name: string }>('select name from job_run order by name');

  it('keeps nothing of what it did when it throws', async () => {
    const work = database.transactions.run(async (tx) => {
      await tx.query(`insert into job_run (name, started_at, instance) values ('lost', now(), 'test')`);
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(await runs()).toEqual([]);
  });

  it('answers the rows of a RETURNING clause alone, whatever the statement', async () => {
    const rows = await database.transactions.run(async (tx) => [
      await tx.query(`insert into job_run (name, started_at, instance) values ('kept', now(), 'test') returning name`),
      await tx.query(`update job_run set acted = 3 where name = 'kept' returning acted`),
      await tx.query(`delete from job_run where name = 'nobody' returning name`),
    ]);
    expect(rows).toEqual([[{ name: 'kept' }], [{ acted: 3 }], []]);
    expect(await runs()).toEqual([{ name: 'kept' }]);
  });

  it('of one statement is kept, or fails as any other', async () => {
    const insert = `insert into job_run (name, started_at, instance) values ($1, now(), 'test') returning name`;
    for (const name of ['first', 'second']) expect(await database.transactions.single((tx) => tx.query(insert, [name]))).toEqual([{ name }]);
    await expect(database.transactions.single((tx) => tx.query(insert, ['first']))).rejects.toMatchObject({ name: 'QueryFailedError', driverError: { code: '23505' } });
    expect((await runs()).map(({ name }) => name)).toEqual(['first', 'kept', 'second']);
  });

  it('of one statement refuses another', async () => {
    const two = database.transactions.single(async (tx) => [await tx.query('select 1'), await tx.query('select 2')]);
    await expect(two).rejects.toThrow('use Transactions.run');
  });
});
