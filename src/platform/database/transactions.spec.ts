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

  it('of one statement is planned once for each connection', async () => {
    const asked = 'select count(*)::int as plans from pg_prepared_statements where statement = $1';
    await database.transactions.single((tx) => tx.query(asked, ['']));
    // There may be a second connection; the pool takes the one that was used last.
    expect(await database.transactions.single((tx) => tx.query(asked, [asked]))).toEqual([{ plans: 1 }]);
  });

  it('of one statement goes on when the table has changed under its plan', async () => {
    await database.db.query('create table changing (a int)');
    const read = () => database.transactions.single((tx) => tx.query('select * from changing as c'));
    await database.db.query('insert into changing values (1)');
    expect(await read()).toEqual([{ a: 1 }]);
    await database.db.query('alter table changing add column b int');
    expect(await read()).toEqual([{ a: 1, b: null }]);
  });
});
