import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { stopCaptureProcess } from '../../capture/ensure-capture.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { removeHome } from './remove-home.js';
import { eventually } from '../../../test/support/capture-fixture.js';
import { testDatabase, type TestDatabase } from '../../../test/support/postgres.js';

/** What the environment of this test run says must not reach the service. */
const CLEAN = { PATH: process.env['PATH'], TZ: 'UTC' };
const REAL_PROVIDERS = { SMTP_URL: 'smtp://127.0.0.1:1', TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'x'.repeat(32), TWILIO_FROM: '+12025550123' };

interface Service {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly errors: string[];
  /** Real: the address, once it listens. */
  readonly url: Promise<string>;
  readonly ended: Promise<number | null>;
}

const children = new Set<ChildProcess>();

/** The compiled service in a process of its own, as `npm start` runs it. */
function service(environment: NodeJS.ProcessEnv, folder: string): Service {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], { env: { ...CLEAN, ...environment }, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const [lines, errors]: [Record<string, unknown>[], string[]] = [[], []];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const url = new Promise<string>((listening, failed) => {
    createInterface(child.stdout).on('line', (line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      lines.push(event);
      if (event['event'] === 'service.listening') listening(event['url'] as string);
    });
    void ended.then((code) => failed(new Error(`ended with ${code}: ${errors.join('')}`)));
  });
  url.catch(() => undefined);
  return { child, lines, errors, url, ended };
}

const said = ({ lines }: Service, event: string) => lines.find((line) => line['event'] === event);
const isUp = async (url: string) => (await fetch(`${url}/health/ready`)).ok;

describe('a service process', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    [database, folder] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'firstword-process-'))]);
    await chmod(folder, 0o755); // as root, PostgreSQL runs as a user of its own, who must get through to its folder
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const onDatabase = (environment: NodeJS.ProcessEnv = {}) => service({ FIRSTWORD_HOME: folder, PORT: '0', DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32), ...REAL_PROVIDERS, ...environment }, folder);

  it('comes up, says how to make the first person, and goes down in good order', async () => {
    const running = onDatabase();
    expect(await isUp(await running.url)).toBe(true);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(said(running, 'people.none')?.['msg']).toContain('npm run cli -- people add');
    expect(said(running, 'sending.captured')).toBeUndefined();
    expect(said(running, 'service.stopped')).toMatchObject({ unanswered: 0, database: 'left running' });
    expect(JSON.stringify(running.lines)).not.toContain(new URL(database.url).password);
  });

  it('does not start on wrong settings, and names them', async () => {
    const running = onDatabase({ PORT: 'x', ROLE: 'boss' });
    expect(await running.ended).toBe(2);
    expect(running.errors.join('')).toMatch(/settings are wrong.*ROLE is wrong.*PORT is wrong/s);
  });

  it('says in words that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const running = onDatabase({ PORT: String((other.address() as { port: number }).port) });
    expect(await running.ended).toBe(1);
    expect(running.errors.join('')).toMatch(/Something listens on 127\.0\.0\.1:\d+ already\. Stop it, or set PORT/);
    other.close();
  });

  it('says in words that its database is not there', async () => {
    const running = onDatabase({ DATABASE_URL: 'postgres://firstword:secret@127.0.0.1:1/firstword' });
    expect(await running.ended).toBe(1);
    expect(running.errors.join('')).toMatch(/^Firstword does not start\. DATABASE_URL leads to 127\.0\.0\.1:1\/firstword, and nothing listens there.*ECONNREFUSED/);
    expect(running.errors.join('')).not.toContain('secret');
  });

  it.each([
    ['its host is no address of this machine', { HOST: 'not-a-host.invalid' }, 2, 'HOST is wrong: "not-a-host.invalid" is no address'],
    ['its port is taken', {}, 1, 'already. Stop it, or set PORT'],
  ])('leaves nothing running where %s', async (_, environment, code, words) => {
    const [home, other] = [join(folder, `failing-${code}`), createServer().listen(0, '127.0.0.1')];
    await once(other, 'listening');
    try {
      const failing = service({ FIRSTWORD_HOME: home, PORT: String((other.address() as { port: number }).port), ...environment }, folder);
      expect(await failing.ended).toBe(code);
      expect(failing.errors.join('')).toContain(words);
      expect(await stopCaptureProcess(join(home, 'capture'))).toBe(false);
      await expect(access(join(home, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toThrow('ENOENT');
    } finally {
      other.close();
      await removeHome(home);
    }
  });

  it('that fails beside others on its database ends the capture that it started', async () => {
    const [home, other, neighbour] = [join(folder, 'beside'), createServer().listen(0, '127.0.0.1'), new pg.Client({ connectionString: database.url })];
    await Promise.all([once(other, 'listening'), neighbour.connect()]);
    try {
      const failing = onDatabase({ FIRSTWORD_HOME: home, SMTP_URL: '', PORT: String((other.address() as { port: number }).port) });
      expect(await failing.ended).toBe(1);
      expect(said(failing, 'sending.captured')).toBeDefined();
      expect(await stopCaptureProcess(join(home, 'capture'))).toBe(false);
    } finally {
      other.close();
      await neighbour.end();
      await removeHome(home);
    }
  });

  it('starts its PostgreSQL and its capture again where they were, when these die', async () => {
    const home = join(folder, 'helpers');
    const running = service({ FIRSTWORD_HOME: home, PORT: '0' }, folder);
    try {
      const url = await running.url;
      const capture = said(running, 'sending.captured')?.['capture'] as string;
      const pids = async () => [Number((await readFile(join(home, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]), ((await (await fetch(`${capture}/health`)).json()) as { pid: number }).pid] as const;
      const before = await pids();
      for (const pid of before) process.kill(pid, 'SIGKILL');
      await eventually(() => running.lines.filter((line) => ['helper.revived', 'helper.back'].includes(line['event'] as string)).length === 2);
      expect(new Set(running.lines.filter((line) => line['event'] === 'helper.died').map((line) => line['helper']))).toEqual(new Set(['postgres', 'capture']));
      const after = await pids();
      expect(after.filter((pid, place) => pid === before[place])).toEqual([]);
      await eventually(() => isUp(url));
      running.child.kill('SIGTERM');
      expect(await running.ended).toBe(0);
      expect(said(running, 'service.stopped')).toMatchObject({ database: 'stopped' });
    } finally {
      await removeHome(home);
    }
  });

  it('that was killed is followed by one that adopts its PostgreSQL and capture; the last to go stops both', async () => {
    const home = join(folder, 'embedded');
    const start = () => service({ FIRSTWORD_HOME: home, PORT: '0' }, folder);
    try {
      const first = start();
      await first.url;
      expect(said(first, 'sending.captured')?.['msg']).toContain('NOT sent');
      first.child.kill('SIGKILL');
      await first.ended;
      const [second, third] = [start(), start()];
      expect([await isUp(await second.url), await isUp(await third.url)]).toEqual([true, true]);
      expect(said(second, 'sending.captured')?.['capture']).toBe(said(first, 'sending.captured')?.['capture']);
      expect(said(second, 'database.open')).toMatchObject({ embedded: true, migrated: [] });
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(said(second, 'service.stopped')).toMatchObject({ database: 'left running' });
      expect(await isUp(await third.url)).toBe(true);
      third.child.kill('SIGINT');
      expect(await third.ended).toBe(0);
      expect(said(third, 'service.stopped')).toMatchObject({ database: 'stopped' });
      expect(await stopCaptureProcess(join(home, 'capture'))).toBe(false);
    } finally {
      await stopCaptureProcess(join(home, 'capture'));
      await startEmbeddedPostgres(join(home, 'postgres')).then((server) => server.stop());
    }
  });
});
