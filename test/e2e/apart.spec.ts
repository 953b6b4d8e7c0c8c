import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Capture } from '../../src/capture/capture.js';
import { CAPTURE_SENDER } from '../../src/capture/identity.js';
import { freePort } from '../../src/platform/start/free-port.js';
import { TEST_PASSWORD } from '../support/app.js';
import { cleanUpCaptures, eventually, startTestCapture } from '../support/capture-fixture.js';
import { filesBelow, tracesIn } from '../support/personal-traces.js';
import { testDatabase, type TestDatabase } from '../support/postgres.js';
import { ThreadClient } from '../support/thread.client.js';
import { AFFECTED_RULE, affected, BRAND, BREACH, customersCsv, FACTS, purchases, purchasesCsv, shoppers } from '../support/thread.company.js';
import { NoticeDesk } from '../support/thread.desk.js';

// The pages and the sending in processes of their own, as they run on two machines: an incident through both, and then all that either wrote.
const CUSTOMERS = shoppers().slice(0, 80);
const BOUGHT = purchases(CUSTOMERS);
const MEMBERS = affected(CUSTOMERS, BOUGHT).length;
const SECRET_KEY = 'a secret of two processes, and 32 characters';

interface Process {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly home: string;
}

describe('a web process and a worker apart', () => {
  const running: Process[] = [];
  const secrets = [SECRET_KEY, TEST_PASSWORD];
  let database: TestDatabase;
  let capture: Capture;
  let [url, folder] = ['', ''];

  beforeAll(async () => {
    [database, capture, folder] = [await testDatabase(), await startTestCapture({ now: () => new Date() }), await mkdtemp(join(tmpdir(), 'firstword-apart-'))];
    await Promise.all(['web', 'worker'].map((home) => mkdir(join(folder, home))));
    const port = await freePort('127.0.0.1');
    url = `http://127.0.0.1:${port}`;
    for (const role of ['web', 'worker']) running.push(start(role, role === 'web' ? port : await freePort('127.0.0.1')));
    await eventually(async () => (await fetch(`${url}/health/ready`).catch(() => null))?.ok === true);
  }, 300_000);
  afterAll(async () => {
    await Promise.all(running.map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }));
    await cleanUpCaptures();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  function start(role: string, port: number): Process {
    const home = join(folder, role);
    const environment = {
      PATH: process.env['PATH'], TZ: 'UTC', ROLE: role, PORT: String(port), DATABASE_URL: database.url, SECRET_KEY, PUBLIC_URL: url, FIRSTWORD_HOME: home, LOG_LEVEL: 'debug', QUIET_HOURS: 'off', SECOND_FACTOR: 'nobody',
      SMTP_URL: `smtp://127.0.0.1:${capture.smtpPort}`, TWILIO_ACCOUNT_SID: capture.accountSid, TWILIO_AUTH_TOKEN: capture.authToken, TWILIO_FROM: CAPTURE_SENDER, TWILIO_API_URL: capture.baseUrl,
    };
    secrets.push(capture.authToken);
    const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], { env: environment, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
    return { child, lines, home };
  }

  /** The first person comes in by the machine itself. */
  async function firstAdmin(): Promise<ThreadClient> {
    const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/cli.js'), 'people', 'add', '--email', 'admin@firstword.test', '--name', 'Robin Ashe', '--roles', 'admin', '--password-stdin'],
      { env: { PATH: process.env['PATH'], DATABASE_URL: database.url, SECRET_KEY, FIRSTWORD_HOME: join(folder, 'cli') }, cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(TEST_PASSWORD);
    expect(await once(child, 'exit')).toEqual([0, null]);
    return ThreadClient.signIn(url, 'admin@firstword.test', TEST_PASSWORD);
  }

  it('take an incident the whole way: asked for here, sent from there', async () => {
    const admin = await firstAdmin();
    const hire = async (...roles: string[]): Promise<ThreadClient> => {
      await admin.post('/api/v1/people', { email: `${roles[0]}@firstword.test`, name: `The ${roles[0]}`, roles, password: TEST_PASSWORD });
      return ThreadClient.signIn(url, `${roles[0]}@firstword.test`, TEST_PASSWORD);
    };
    const [commander, author, approver, ops] = [await hire('commander'), await hire('author'), await hire('approver'), await hire('ops')];
    await admin.put(`/api/v1/brands/${BRAND.id}`, BRAND);
    await ops.post('/api/v1/imports/customers', customersCsv(CUSTOMERS));
    await ops.post('/api/v1/imports/touchpoints', purchasesCsv(BOUGHT));
    const { key } = await ops.post<{ key: string }>('/api/v1/keys', { name: 'a feed', roles: ['ops'] });
    secrets.push(key);
    await ThreadClient.withKey(url, key).get('/api/v1/imports');
    const incident = await commander.post<{ id: string }>('/api/v1/incidents', { kind: 'data-breach', title: 'Cards', severity: 'high', brandId: BRAND.id, facts: FACTS, happenedFrom: BREACH.from, happenedUntil: BREACH.until });
    const audience = await commander.post<{ id: string }>(`/api/v1/incidents/${incident.id}/audiences`, { rule: AFFECTED_RULE });
    const { id } = await author.post<{ id: string }>(`/api/v1/incidents/${incident.id}/notices`, { type: 'initial', audienceId: audience.id, schedule: { waves: 1 }, policies: { channels: 'preferred', ladder: null } });
    const desk = new NoticeDesk(author, approver, ops);
    await desk.approve(id);
    const { sum } = await desk.finished(id, MEMBERS);
    expect(sum.outcomes.pending).toBe(0);
    // What people type and what goes wrong on the way.
    await fetch(`${url}/desk?find=nobody`);
    expect((await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: CUSTOMERS[0]!.email, password: 'Zoe Smith is not it' }) })).status).toBe(401);
    const caller = CUSTOMERS.find(({ phone }) => phone !== '')!;
    await ops.post('/api/v1/calls', `call_id,offered_at,phone,outcome\nA-1,2026-03-16T16:05:00Z,${caller.phone},answered\n`);
    expect((await fetch(`${capture.baseUrl}/control/inbound-sms`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url: `${url}/webhooks/twilio/sms`, from: caller.phone, to: CAPTURE_SENDER, body: 'STOP' }) })).ok).toBe(true);
  }, 300_000);

  it('write nothing of anybody, and no secret, into logs, figures or files', async () => {
    const people = CUSTOMERS.flatMap(({ email, phone, firstName, lastName }) => [email.toLowerCase(), phone, ...(firstName ? [`${firstName} ${lastName}`] : [])]).filter((value) => value !== '');
    for (const { child, lines, home } of running) {
      expect(child.exitCode).toBeNull();
      const texts = new Map([['log', lines.join('\n')], ...(await filesBelow(home))].map(([where, text]) => [where!.replace(folder, ''), text!]));
      // The key of a service without SECRET_KEY lies in its home; here there is none.
      expect([...texts].flatMap(([where, text]) => tracesIn(where, text, [...people, ...secrets, 'Zoe Smith is not it']))).toEqual([]);
    }
    const [web, worker] = running.map(({ lines }) => lines.join('\n'));
    expect([web!.includes('http.answered'), worker!.includes('http.answered'), worker!.split('\n').length > 5]).toEqual([true, false, true]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect([metrics.includes('firstword_'), tracesIn('metrics', metrics, [...people, ...secrets])]).toEqual([true, []]);
    expect(tracesIn('log', `x ${running[0]!.lines[0]} ${people[3]}`, people)).not.toEqual([]); // they would be found
  });
});
