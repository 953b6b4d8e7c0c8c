import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { type Surroundings } from '../config/config.module.js';
import { createLog } from '../logging/log.js';
import { ExclusiveJobs } from './exclusive-jobs.js';

describe('a job', () => {
  let database: TestDatabase;
  let lines: string[];
  let [one, other]: ExclusiveJobs[] = [];
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    lines = [];
    const log = createLog('info', 'test', { write: (text) => void lines.push(text) });
    [one, other] = ['one', 'other'].map((instance) => new ExclusiveJobs(database.dataSource, { instance } as Surroundings, log));
  });
  afterEach(() => database.db.query('delete from job_run'));

  const record = async () => (await database.db.query('select name, instance, acted, runs::int, error, finished_at is not null as finished from job_run'))[0];

  it('runs on one instance at a time, and is on record', async () => {
    let finish: (acted: number) => void = () => undefined;
    const begun = new Promise<void>((began) => {
      void one!.run('sweep', () => new Promise((done) => ((finish = done), began())));
    });
    await begun;
    expect([await one!.run('sweep', async () => 1), await other!.run('sweep', async () => 1)]).toEqual([null, null]);
    finish(7);
    await one!.beforeApplicationShutdown();
    expect(await record()).toEqual({ name: 'sweep', instance: 'one', acted: 7, runs: 1, error: null, finished: true });
    expect(await other!.run('sweep', async () => 2)).toBe(2);
    expect(await record()).toMatchObject({ instance: 'other', acted: 2, runs: 2 });
    expect(await one!.run('sweep', async () => 3)).toBeNull();
  });

  it('is done once in a period, however many instances tick', async () => {
    const EVERY_MS = 600_000;
    expect(await one!.run('tick', async () => 1, EVERY_MS)).toBe(1);
    expect(await other!.run('tick', async () => 2, EVERY_MS)).toBeNull();
    expect(await other!.run('tick', async () => 3)).toBe(3); // who knows that there is something to do waits for no period
    expect(await other!.run('tick', async () => 4, EVERY_MS)).toBe(4); // its own timer is right by itself
    await database.db.query(`update job_run set started_at = started_at - interval '6 minutes' where name = 'tick'`);
    expect(await one!.run('tick', async () => 5, EVERY_MS)).toBe(5);
  });

  it('takes one connection for the locks of all that are under way, and gives it back', async () => {
    const sessions = () => database.db.query<{ locks: number }>(`select count(*)::int as locks from pg_locks as l where l.locktype = 'advisory' and l.database = (select d.oid from pg_database as d where d.datname = current_database()) group by l.pid`);
    let end: () => void = () => undefined;
    const held = new Promise<number>((done) => (end = () => done(1)));
    const runs = Array.from({ length: 12 }, (_, place) => one!.run(`sweep ${place}`, () => held));
    while ((await sessions())[0]?.locks !== 12) await new Promise((wake) => setTimeout(wake, 20));
    expect(await sessions()).toEqual([{ locks: 12 }]);
    end();
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 12 }, () => 1));
    expect(await sessions()).toEqual([]);
  });

  /** An instance whose sessions fall silent once they hold the lock, as those of a frozen process do. */
  const freezing = (): ExclusiveJobs => {
    const createQueryRunner = () => {
      const runner = database.dataSource.createQueryRunner();
      const query = runner.query.bind(runner);
      runner.query = (async (sql: string, parameters?: unknown[]) => (sql === 'select 1' ? [] : query(sql, parameters))) as typeof runner.query;
      return runner;
    };
    return new ExclusiveJobs({ createQueryRunner } as never, { instance: 'frozen' } as Surroundings, createLog('silent', 'test'));
  };

  it('of a process that freezes is taken up by another before the leases of its messages end', async () => {
    let wakeUp: () => void = () => undefined;
    const frozen = freezing().run('sweep', () => new Promise((done) => (wakeUp = () => done(1))));
    let acted: number | null = null;
    while (acted === null) {
      await new Promise((wake) => setTimeout(wake, 250));
      acted = await other!.run('sweep', async () => 2);
    }
    expect(await record()).toMatchObject({ instance: 'other', acted: 2 });
    wakeUp();
    expect(await frozen).toBeNull(); // it finds its lock gone, and says nothing of its work
    expect(await record()).toMatchObject({ instance: 'other', acted: 2 });
  }, 20_000);

  it('leaves its session as patient as it found it', async () => {
    await one!.run('sweep', async () => 1);
    const patience = () => database.db.query<{ ms: string }>(`select current_setting('idle_session_timeout') as ms, pg_sleep(0.05)`);
    expect(new Set((await Promise.all(Array.from({ length: 8 }, patience))).flat().map(({ ms }) => ms))).toEqual(new Set(['30s']));
  });

  it('that fails tells nobody whom it failed on', async () => {
    const fault = 'nothing for jo@shop.example at +1 202 555 0123';
    expect(await one!.run('sweep', () => Promise.reject(new Error(fault)))).toBe(0);
    expect(await record()).toMatchObject({ error: 'nothing for [address] at [number]', finished: true });
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'job.failed', job: 'sweep', error: { message: 'nothing for [address] at [number]' } });
    expect(lines.join('')).not.toMatch(/jo@shop|555/);
  });

  it('whose database goes away while it works wakes nobody', async () => {
    const killed = one!.run('sweep', async () => {
      await database.db.query(`select pg_terminate_backend(a.pid) from pg_stat_activity as a where a.datname = current_database() and a.pid <> pg_backend_pid()`);
      await database.db.query('select 1');
      throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    });
    expect(await killed).toBeNull();
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['job.database-lost']);
    expect(await one!.run('sweep', async () => 5)).toBe(5);
  });

  it('is given up quietly where the database is away, with an error that is scrubbed', async () => {
    const away = { createQueryRunner: () => ({ connect: () => Promise.reject(new Error('no entry for jo@shop.example')), release: () => Promise.resolve() }) };
    const jobs = new ExclusiveJobs(away as never, { instance: 'one' } as Surroundings, createLog('info', 'test', { write: (text) => void lines.push(text) }));
    expect(await jobs.run('sweep', async () => 1)).toBeNull();
    expect(JSON.parse(lines[0]!)).toMatchObject({ event: 'job.database-lost', error: { message: 'no entry for [address]' } });
    expect(lines[0]).not.toContain('jo@shop');
  });
});
