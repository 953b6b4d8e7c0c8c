import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js';
import { connect } from './data-source.js';
import { isDatabaseAway } from './database-away.js';
import { keepOpen } from './kept-open.js';

/** Of a session, in real milliseconds: short, so that the test sees it pass several times. */
const SILENCE_MS = 600;
const BEAT_MS = 100;

describe('connections that are kept open', () => {
  let database: TestDatabase;
  let watching: DataSource;
  let kept: DataSource;
  beforeAll(async () => {
    database = await testDatabase();
    watching = await connect(database.url, 2, 'watching');
  });
  beforeEach(async () => {
    kept = await connect(database.url, 6, 'kept', { transactionMs: 5_000, sessionMs: SILENCE_MS });
  });
  afterEach(async () => {
    if (kept.isInitialized) await kept.destroy();
  });
  afterAll(async () => {
    await watching.destroy();
    await database.drop();
  });

  const there = async (): Promise<{ pid: number; query: string }[]> => watching.query(`select a.pid, a.query from pg_stat_activity as a where a.application_name = 'kept' order by a.pid`);

  it('outlive the silence after which the server ends a session', async () => {
    await keepOpen(kept, 3, BEAT_MS);
    const before = await there();
    await sleep(3 * SILENCE_MS);
    expect(before).toHaveLength(3);
    expect((await there()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  });

  it('know the schema from the start, and are asked for nothing more', async () => {
    await keepOpen(kept, 3, 60_000);
    expect((await there()).map(({ query }) => query)).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^(select \* from \w+\.\w+ limit 0;)+/)));
  });

  it('are opened again where the server ended them', async () => {
    await keepOpen(kept, 3, BEAT_MS);
    const [lost] = await there();
    await watching.query('select pg_terminate_backend($1)', [lost!.pid]);
    await sleep(5 * BEAT_MS);
    const after = await there();
    expect(after).toHaveLength(3);
    expect(after.map(({ pid }) => pid)).not.toContain(lost!.pid);
  });

  it('that are lost while they are asked end no process, the one by which the data source begins neither', async () => {
    const { master } = kept.driver as unknown as { readonly master: Pool };
    const first = await master.connect();
    expect(first.listenerCount('error')).toBeGreaterThan(0);
    const [{ pid }] = (await first.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [{ pid: number }];
    const asked = first.query('select pg_sleep(60)').catch((error: unknown) => error);
    await watching.query('select pg_terminate_backend($1)', [pid]);
    expect(isDatabaseAway(await asked)).toBe(true);
    first.release();
  });

  it('are no more than the pool may hold, and end with the data source', async () => {
    await keepOpen(kept, 50, BEAT_MS);
    expect(await there()).toHaveLength(4);
    await kept.destroy();
    await sleep(500); // the server needs a moment to notice
    expect(await there()).toEqual([]);
  });

  it('take one core for each statement', async () => {
    expect(await kept.query('show max_parallel_workers_per_gather')).toEqual([{ max_parallel_workers_per_gather: '0' }]);
  });
});
