import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import { createTransport } from 'nodemailer';
import twilio from 'twilio';
import { askCapture, cleanUpCaptures, eventually, temporaryFolder } from '../../test/support/capture-fixture.js';
import { isProcessAlive } from './disk/process-alive.js';
import { ensureCaptureProcess, runningCapture, stopCaptureProcess } from './ensure-capture.js';
import { CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN } from './identity.js';

// Compiled by the tests' set-up: a process of its own cannot run TypeScript.
const mainFile = resolve('dist/src/capture/main.js');
const ensureFile = resolve('dist/src/capture/ensure-capture.js');

const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) await stopCaptureProcess(folder).catch(() => undefined);
  await cleanUpCaptures();
});

interface Ready {
  child: ChildProcess;
  smtpPort: number;
  httpPort: number;
  baseUrl: string;
}

async function folder(): Promise<string> {
  const dir = await temporaryFolder();
  folders.push(dir);
  return dir;
}

async function startMain(dir: string, env: NodeJS.ProcessEnv = {}): Promise<Ready> {
  const child = spawn(process.execPath, [mainFile], {
    env: { PATH: process.env['PATH'], CAPTURE_DIR: dir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const { ready, ...ports } = JSON.parse(line) as { ready: boolean; smtpPort: number; httpPort: number };
  expect(ready).toBe(true);
  return { child, ...ports, baseUrl: `http://127.0.0.1:${ports.httpPort}` };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

describe('a capture that is killed with -9', () => {
  it('has every mail that it answered 250 for, whole', async () => {
    const dir = await folder();
    const first = await startMain(dir);
    const transport = createTransport({ host: '127.0.0.1', port: first.smtpPort, ignoreTLS: true, pool: true, maxConnections: 20 });
    const answered: string[] = [];
    const failures: unknown[] = [];
    const sending = Array.from({ length: 200 }, async (_, n) => {
      const messageId = `<${n}@brand.example>`;
      try {
        await transport.sendMail({ from: 'a@brand.example', to: `p${n}@example.com`, messageId, text: `${n} `.repeat(1500) });
        answered.push(messageId);
      } catch (error) {
        failures.push(error);
      }
    });
    await eventually(() => answered.length >= 80);
    await end(first.child, 'SIGKILL');
    transport.close();
    await Promise.all(sending);
    expect(failures.length).toBeGreaterThan(0);

    const second = await startMain(dir);
    const { mails } = await askCapture<{ mails: { id: string; messageId: string; size: number }[] }>(second, '/captured/mail?limit=500');
    expect(mails.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(answered));
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
    for (const { id, size } of mails) {
      const raw = await (await fetch(`${second.baseUrl}/captured/mail/${id}/raw`)).arrayBuffer();
      expect(raw.byteLength).toBe(size);
    }
  });

  it('has every message that it answered 201 for, and starts over a torn last line', async () => {
    const dir = await folder();
    const first = await startMain(dir);
    const client = twilio(CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN);
    client.api.baseUrl = first.baseUrl;
    const answered: string[] = [];
    const sending = Array.from({ length: 200 }, (_, n) =>
      client.messages
        .create({ to: `+1202555${1000 + n}`, from: '+12025550100', body: `Body ${n}` })
        .then(({ sid }) => answered.push(sid), () => undefined),
    );
    await eventually(() => answered.length >= 80);
    await end(first.child, 'SIGKILL');
    await Promise.all(sending);
    await writeFile(join(dir, 'sms.ndjson'), '{"sid":"SMtorn', { flag: 'a' });

    const second = await startMain(dir);
    const { sms } = await askCapture<{ sms: { sid: string }[] }>(second, '/captured/sms?limit=500');
    expect(sms.map(({ sid }) => sid)).toEqual(expect.arrayContaining(answered));
    expect((await askCapture<{ cutBytes: number }>(second, '/health')).cutBytes).toBeGreaterThanOrEqual(14);
  });
});

describe('the capture process', () => {
  it('ends on SIGTERM with 0, leaving the folder free', async () => {
    const dir = await folder();
    const { child } = await startMain(dir);
    expect(await end(child, 'SIGTERM')).toBe(0);
    expect(await end((await startMain(dir)).child, 'SIGTERM')).toBe(0);
  });

  it('does not share its folder', async () => {
    const dir = await folder();
    await startMain(dir);
    const second = spawn(process.execPath, [mainFile], { env: { PATH: process.env['PATH'], CAPTURE_DIR: dir }, stdio: 'ignore' });
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(73);
  });

  it('tells business time, and the account it is given', async () => {
    const authToken = 'another-token';
    const accountSid = `AC${'b'.repeat(32)}`;
    const clock = '2026-03-01T08:00:00Z@2020-01-01T00:00:00Zx0.000001';
    const capture = await startMain(await folder(), { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, BUSINESS_CLOCK: clock });
    const client = twilio(accountSid, authToken);
    client.api.baseUrl = capture.baseUrl;
    const { dateCreated } = await client.messages.create({ to: '+12025550111', from: '+12025550100', body: 'x' });
    // That clock goes half a minute a year.
    expect(dateCreated.toISOString()).toMatch(/^2026-03-01T08:0[0-9]:/);
  });
});

describe('ensureCaptureProcess', () => {
  it('starts a capture, finds it again, and sets its clock', async () => {
    const dir = await folder();
    const started = await ensureCaptureProcess({ dir, mainFile });
    const found = await ensureCaptureProcess({ dir, mainFile, businessClock: '2026-03-01T08:00:00Z@2020-01-01T00:00:00Zx0.000001' });
    expect(started.adopted).toBe(false);
    expect(found).toEqual({ ...started, adopted: true });
    const transport = createTransport({ host: '127.0.0.1', port: found.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'a@brand.example', to: 'ann@example.com', text: 'x' });
    const { mails } = await askCapture<{ mails: { at: string }[] }>(found, '/captured/mail');
    expect(mails[0]!.at).toMatch(/^2026-03-01T08:0/);
    expect(await stopCaptureProcess(dir)).toBe(true);
    expect(await isProcessAlive(started.pid)).toBe(false);
    expect(await stopCaptureProcess(dir)).toBe(false);
  });

  it('is outlived by the capture when its process is killed with -9', async () => {
    const dir = await folder();
    const script = `const { ensureCaptureProcess } = await import(${JSON.stringify(pathToFileURL(ensureFile).href)});
      console.log(JSON.stringify(await ensureCaptureProcess({ dir: ${JSON.stringify(dir)} }))); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(parent);
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const started = JSON.parse(line) as { pid: number };
    await end(parent, 'SIGKILL');
    expect(await ensureCaptureProcess({ dir, mainFile })).toMatchObject({ pid: started.pid, adopted: true });
  });

  it('starts one capture where two ask at once', async () => {
    const dir = await folder();
    const both = await Promise.all([ensureCaptureProcess({ dir, mainFile }), ensureCaptureProcess({ dir, mainFile })]);
    expect(both[0].pid).toBe(both[1].pid);
    expect(both.map(({ adopted }) => adopted).sort()).toEqual([false, true]);
  });

  it('does not believe what a killed capture left behind', async () => {
    const dir = await folder();
    const { child } = await startMain(dir);
    await end(child, 'SIGKILL');
    expect(await runningCapture(dir)).toBeUndefined();
    const started = await ensureCaptureProcess({ dir, mainFile });
    expect(started).toMatchObject({ adopted: false });
    expect(started.pid).not.toBe(child.pid);
  });

  it('does not adopt a capture of another account', async () => {
    const dir = await folder();
    await ensureCaptureProcess({ dir, mainFile });
    await expect(ensureCaptureProcess({ dir, mainFile, accountSid: `AC${'b'.repeat(32)}` })).rejects.toThrow('another account');
  });

  it('replaces a capture of another token, on the same folder', async () => {
    const dir = await folder();
    const first = await ensureCaptureProcess({ dir, mainFile });
    const before = twilio(CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN);
    before.api.baseUrl = first.baseUrl;
    const { sid } = await before.messages.create({ to: '+12025550111', from: '+12025550100', body: 'x' });

    const second = await ensureCaptureProcess({ dir, mainFile, authToken: 'another' });
    expect(second).toMatchObject({ adopted: false });
    expect(await isProcessAlive(first.pid)).toBe(false);
    const after = twilio(CAPTURE_ACCOUNT_SID, 'another');
    after.api.baseUrl = second.baseUrl;
    expect((await after.messages(sid).fetch()).sid).toBe(sid);
    expect(await ensureCaptureProcess({ dir, mainFile, authToken: 'another' })).toEqual({ ...second, adopted: true });
  });

  it('is replaced once where two ask at once with another token', async () => {
    const dir = await folder();
    const first = await ensureCaptureProcess({ dir, mainFile });
    const ask = () => ensureCaptureProcess({ dir, mainFile, authToken: 'another' });
    const both = await Promise.all([ask(), ask()]);
    expect(both[0].pid).toBe(both[1].pid);
    expect(both[0].pid).not.toBe(first.pid);
  });

  it('says why a capture did not start', async () => {
    const dir = await folder();
    const taken = await startMain(await folder());
    await expect(ensureCaptureProcess({ dir, mainFile, smtpPort: taken.smtpPort })).rejects.toThrow('EADDRINUSE');
    expect(await readFile(join(dir, 'capture.log'), 'utf8')).toContain(`${taken.smtpPort}`);
  });
});
