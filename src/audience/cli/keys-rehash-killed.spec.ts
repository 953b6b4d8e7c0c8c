import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIENCE_KEY, customerImportsOn } from '../../../test/support/audience.builder.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { asStream, opsPerson } from '../../../test/support/imports.builder.js';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { type Email } from '../../kernel/email.js';
import { hashEmail, type LookupKeys } from '../../kernel/keyed-hash.js';
import { commands } from '../../platform/start/cli/commands.js';
import { runCommand } from '../../platform/start/cli/run-command.js';

const SECRET: LookupKeys = { secret: AUDIENCE_KEY, over: [] };
const L1 = `l1:${Buffer.alloc(32, 1).toString('base64')}`;
/** Real seconds that one row takes; the kill comes in them, when all rows before were made anew. */
const ROW_SECONDS = 4;

/** The command as it is run, in a process of its own that is killed where it hurts most. */
describe('the command that makes all look-up hashes anew', () => {
  let test: TestDatabase;
  let folder: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    [test, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'firstword-rehash-'))]);
    const customers = 'reference,email,phone\n' + Array.from({ length: 50 }, (_, one) => `C${one},c${one}@example.org,+1206555${String(100 + one).padStart(4, '0')}\n`).join('');
    await customerImportsOn(test, undefined, SECRET).run('customers', { stream: asStream(customers), format: 'csv', name: 'c' }, {}, opsPerson);
    await test.db.query(`insert into suppression (channel, address_hash, reason, source, since) values ('email', $1, 'stop', 'test', now())`, [hashEmail(SECRET, 'c1@example.org' as Email)]);
    await test.db.query(`create function slow() returns boolean language sql volatile as 'select pg_sleep(${ROW_SECONDS}) is not null'`);
    await test.db.query('alter table suppression add constraint slow check (slow()) not valid');
    await test.dataSource.destroy();
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    if (!test.dataSource.isInitialized) await test.dataSource.initialize();
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Asks from another database, since the command refuses while anybody is connected to its own. */
  async function beside<Row extends pg.QueryResultRow>(sql: string): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: new URL('/postgres', test.url).href });
    await client.connect();
    try {
      return (await client.query<Row>(sql, [new URL(test.url).pathname.slice(1)])).rows;
    } finally {
      await client.end();
    }
  }
  const waiting = async () => (await beside<{ event: string }>(`select a.wait_event as event from pg_stat_activity as a where a.datname = $1 and a.application_name like 'firstword-rehash%'`)).map(({ event }) => event);
  const run = async (lookupKeys: string | undefined, ...name: string[]) => {
    const said: string[] = [];
    const environment = { DATABASE_URL: test.url, SECRET_KEY: AUDIENCE_KEY, ...(lookupKeys && { LOOKUP_KEYS: lookupKeys }) };
    const code = await runCommand(commands, name, { environment, input: Readable.from([]), print: (text) => void said.push(text), complain: (text) => void said.push(text) });
    return { code, said: said.join('\n') };
  };
  const kinds = async () => {
    await test.dataSource.initialize();
    try {
      return await test.db.query<{ kind: string; rows: number }>(`
        select h.kind, count(*)::int as rows
          from (select left(c.email_hash, 3) = 'l1.' as kind from customer as c union all select left(s.address_hash, 3) = 'l1.' from suppression as s) as h
         group by h.kind`);
    } finally {
      await test.dataSource.destroy();
    }
  };

  it('killed by -9 in the middle, it leaves those of before, whole; the service starts by the older keys alone, and the command may be run again', async () => {
    child = spawn(process.execPath, [join(process.cwd(), 'dist/src/cli.js'), 'keys', 'rehash'], {
      env: { PATH: process.env['PATH'], TZ: 'UTC', DATABASE_URL: test.url, SECRET_KEY: AUDIENCE_KEY, LOOKUP_KEYS: L1 }, cwd: folder, stdio: 'ignore',
    });
    const ended = once(child, 'close');
    await eventually(waiting, (events) => events.includes('PgSleep'));
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    // The server has not noticed yet: its transaction holds the table of keys, so whoever starts waits for its end instead of reading halves.
    expect(await waiting()).toContain('PgSleep');
    expect(await run(L1, 'migrate')).toEqual({ code: 1, said: expect.stringContaining('LOOKUP_KEYS begins with "l1", by which no address in this database is found yet') });
    await eventually(waiting, (events) => events.length === 0);
    expect(await kinds()).toEqual([{ kind: false, rows: 51 }]);
    expect(await run(undefined, 'migrate')).toEqual({ code: 0, said: 'The database is up to date.' });

    expect(await run(L1, 'keys', 'rehash')).toEqual({ code: 0, said: expect.stringMatching(/^customer: 50 rows[^]*suppression: 1 rows/) });
    expect(await kinds()).toEqual([{ kind: true, rows: 51 }]);
    expect((await run(undefined, 'migrate')).said).toContain('are found by the look-up key "l1", which LOOKUP_KEYS of this process does not name in its place');
    expect(await run(L1, 'migrate')).toEqual({ code: 0, said: 'The database is up to date.' });
  }, 60_000);
});
