import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/platform/start/free-port.js';
import { company } from '../bench/console/company.js';
import { eventually } from '../support/capture-fixture.js';
import { type TestDatabase, testDatabase } from '../support/postgres.js';
import { TEST_SECRET_KEY } from '../support/test-sealing.js';

/** From so many people on nobody waits for a first count. */
const LARGE = 50_000;

/** The service as it is deployed, `ROLE=web`, beside an incident that is large; nothing of it has been counted when it starts. */
describe('a large incident, asked about by the API', () => {
  let [database, folder, url, cookie]: [TestDatabase, string, string, string] = [null!, '', '', ''];
  let incident = '';
  let service: ChildProcess;

  beforeAll(async () => {
    [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'firstword-counting-'))]);
    const made = await company(database.db, database.transactions, { members: LARGE, calls: 2_000, events: 100, incidents: 0 });
    [cookie, incident] = [made.cookie, made.addresses.incident];
    const port = await freePort('127.0.0.1');
    url = `http://127.0.0.1:${port}`;
    const environment = {
      PATH: process.env['PATH'], TZ: 'UTC', ROLE: 'web', PORT: String(port), FIRSTWORD_HOME: folder, DATABASE_URL: database.url, SECRET_KEY: TEST_SECRET_KEY, SECOND_FACTOR: 'nobody', LOG_LEVEL: 'error',
      SMTP_URL: 'smtp://127.0.0.1:1', TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'f'.repeat(32), TWILIO_FROM: '+12025550100', TWILIO_API_URL: 'http://127.0.0.1:1',
    };
    service = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
    await eventually(() => fetch(`${url}/sign-in`).then(({ ok }) => ok, () => false), Boolean, 100);
  }, 180_000);
  afterAll(async () => {
    service?.kill('SIGTERM');
    if (service && service.exitCode === null) await once(service, 'exit');
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const asked = async (path: string) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { cookie } });
    return { status: answer.status, again: answer.headers.get('retry-after'), body: (await answer.json()) as { kind?: string; asOf?: string | null; takenAt?: string } };
  };

  it('the report, and what it brought to the phones: nobody waits for a first count; asked again, they are there, both of the instant at which who heard first was counted', async () => {
    const both = () => Promise.all([asked(`${incident}/report`), asked(`${incident}/measurement`)]);
    for (const first of await both()) expect(first).toEqual({ status: 202, again: '2', body: { kind: 'counting', asOf: null, detail: expect.stringContaining('Ask again') } });
    const [report, measurement] = await eventually(both, (answers) => answers.every(({ status }) => status !== 202), 100);
    for (const then of [report, measurement]) expect([then.status, then.again, then.body.kind]).toEqual([200, null, undefined]);
    expect(Number.isNaN(Date.parse(report.body.asOf ?? ''))).toBe(false);
    expect(measurement.body.takenAt).toBe(report.body.asOf);
  });

  it('gives a file of them once it can be whole, and says so before', async () => {
    const answer = await eventually(() => fetch(`${url}/api/v1${incident}/report.csv`, { headers: { cookie } }), ({ status }) => status !== 202, 100);
    expect([answer.status, answer.headers.get('content-type'), (await answer.text()).includes('INC-0001')]).toEqual([200, 'text/csv; charset=utf-8', true]);
  });

  it('says of the file of who was told where that it is being counted, and so does its page; asked again, it is there', async () => {
    const told = (path: string) => fetch(`${url}${path}`, { headers: { cookie }, redirect: 'manual' });
    const [first, page] = [await told(`/api/v1${incident}/law.csv`), await told(`${incident}/law/places.csv`)];
    expect([first.status, first.headers.get('retry-after'), first.headers.get('cache-control'), await first.json()]).toEqual([202, '2', 'no-store', { kind: 'counting', asOf: null, detail: expect.stringContaining('Ask again') }]);
    expect([page.status, page.headers.get('location')]).toEqual([303, `${incident}/law`]);
    const then = await eventually(() => told(`/api/v1${incident}/law.csv`), ({ status }) => status !== 202, 100);
    expect([then.status, then.headers.get('content-type'), (await then.text()).split('\r\n').length > 2]).toEqual([200, 'text/csv; charset=utf-8', true]);
    expect((await told(`${incident}/law/places.csv`)).status).toBe(200);
  });

  it('gives the reasons of calls once they are counted', async () => {
    const then = await eventually(() => asked(`${incident}/call-reasons`), ({ status, again, body }) => (status === 202 ? again !== '2' || body.kind !== 'counting' : true), 100);
    expect([then.status, Array.isArray((then.body as { items?: unknown }).items)]).toEqual([200, true]);
  });
});
