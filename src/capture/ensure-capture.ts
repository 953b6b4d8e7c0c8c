import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isProcessAlive } from './disk/process-alive.js';
import { CAPTURE_ACCOUNT_SID, CAPTURE_AUTH_TOKEN } from './identity.js';
import { IN_USE_EXIT_CODE, readState, type ProcessState } from './process.state.js';

export interface EnsureCaptureOptions {
  readonly dir: string;
  /** 0 or absent: any free port. A capture that already runs keeps its own. */
  readonly smtpPort?: number;
  readonly httpPort?: number;
  readonly accountSid?: string;
  readonly authToken?: string;
  /** See `parseBusinessClock`; a capture that already runs is set to it. Absent means real time. */
  readonly businessClock?: string;
  /** The compiled entry; absent means the one beside this file. */
  readonly mainFile?: string;
  /** Real milliseconds. */
  readonly startTimeoutMs?: number;
}

export interface CaptureProcess extends ProcessState {
  readonly baseUrl: string;
  /** True where it was running before. */
  readonly adopted: boolean;
}

const HEALTH_MS = 2_000;
const LOOK_EVERY_MS = 50;

/**
 * The capture process of a folder: the one that runs, or else a new one. It is on its own: it outlives this process,
 * however that ends, so that it can be asked afterwards what arrived. One that runs with another token ends, and a new one takes over its folder.
 *
 * @throws Error if it does not come up in time, with the end of its log; or if one with another account has the folder.
 */
export async function ensureCaptureProcess(options: EnsureCaptureOptions): Promise<CaptureProcess> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const dir = await realpath(options.dir);
  const running = await runningCapture(dir);
  if (running && (await takes(running, options))) return adopt(running, options);
  if (running) await replace(running, options);
  const child = await launch(dir, options);
  const deadline = Date.now() + (options.startTimeoutMs ?? 60_000);
  while (Date.now() < deadline) {
    const state = await runningCapture(dir);
    // Where two start at once, one finds the folder taken and ends; the other's capture serves both.
    if (state && state.pid === child.pid) return describe(state, false);
    if (state && (await takes(state, options))) return adopt(state, options);
    if (state) break;
    if (child.signalCode || (child.exitCode !== null && child.exitCode !== IN_USE_EXIT_CODE)) break;
    await sleep(LOOK_EVERY_MS);
  }
  child.kill('SIGTERM'); // what comes up too late would belong to nobody
  throw new Error(`The capture in ${dir} did not start: ${await endOfLog(dir)}`);
}

/** Asks the capture of a folder to end, and waits until it has. @returns false where none ran. */
export async function stopCaptureProcess(folder: string, timeoutMs = 10_000): Promise<boolean> {
  const dir = await realpath(folder).catch(() => resolve(folder));
  const state = await runningCapture(dir);
  if (!state) return false;
  await end(state, dir, timeoutMs);
  return true;
}

async function end({ pid }: ProcessState, dir: string, timeoutMs = 10_000): Promise<void> {
  if (await isProcessAlive(pid)) process.kill(pid, 'SIGTERM');
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(LOOK_EVERY_MS)) {
    if (!(await isProcessAlive(pid))) return;
  }
  throw new Error(`The capture in ${dir} (process ${pid}) did not end.`);
}

/** The live capture of a folder (its real path). A state file alone proves nothing: its ports may be someone else's by now. */
export async function runningCapture(dir: string): Promise<ProcessState | undefined> {
  const state = await readState(dir);
  if (!state || !(await isProcessAlive(state.pid))) return undefined;
  try {
    const answer = await fetch(`${baseUrlOf(state)}/health`, { signal: AbortSignal.timeout(HEALTH_MS) });
    const health = (await answer.json()) as { pid?: unknown; dir?: unknown };
    return health.pid === state.pid && health.dir === dir ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the capture's process lives, busy or not. */
export async function isCaptureAlive(folder: string): Promise<boolean> {
  const state = await readState(folder);
  return state !== undefined && isProcessAlive(state.pid);
}

/** Whether a live capture answers to the account and token that are asked for. */
async function takes(state: ProcessState, options: EnsureCaptureOptions): Promise<boolean> {
  const account = options.accountSid ?? CAPTURE_ACCOUNT_SID;
  const credentials = Buffer.from(`${account}:${options.authToken ?? CAPTURE_AUTH_TOKEN}`).toString('base64');
  const known = await fetch(`${baseUrlOf(state)}/2010-04-01/Accounts/${account}.json`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(HEALTH_MS),
  }).catch(async (error: Error) => {
    if (await isProcessAlive(state.pid)) throw error;
    return null; // another process has ended it since
  });
  return known?.ok ?? false;
}

/** Ends a capture whose token is another one. This very process is ended, not what may have followed it meanwhile. */
async function replace(state: ProcessState, options: EnsureCaptureOptions): Promise<void> {
  const answer = await fetch(`${baseUrlOf(state)}/health`, { signal: AbortSignal.timeout(HEALTH_MS) }).catch(() => null);
  const health = (await answer?.json().catch(() => null)) as { accountSid?: unknown } | null | undefined;
  if (health && health.accountSid !== (options.accountSid ?? CAPTURE_ACCOUNT_SID)) throw new Error(`The capture in ${options.dir} (process ${state.pid}) runs for another account.`);
  await end(state, options.dir);
}

async function adopt(state: ProcessState, options: EnsureCaptureOptions): Promise<CaptureProcess> {
  const set = await fetch(`${baseUrlOf(state)}/control/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ businessClock: options.businessClock ?? null }),
    signal: AbortSignal.timeout(HEALTH_MS),
  });
  if (!set.ok) throw new Error(`The capture in ${options.dir} refused the business clock.`);
  return describe(state, true);
}

async function launch(dir: string, options: EnsureCaptureOptions): Promise<ChildProcess> {
  const mainFile = options.mainFile ?? fileURLToPath(new URL('./main.js', import.meta.url));
  const log = await open(logPath(dir), 'a', 0o600);
  try {
    // A file and not a pipe: a pipe breaks when this process dies, and its first line after that would kill the capture.
    const child = spawn(process.execPath, [mainFile], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: environment(dir, options),
    });
    child.on('error', () => undefined); // seen below as a capture that does not come up
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

function environment(dir: string, options: EnsureCaptureOptions): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _parents, BUSINESS_CLOCK: _clock, ...inherited } = process.env;
  return {
    ...inherited,
    CAPTURE_DIR: dir,
    CAPTURE_SMTP_PORT: String(options.smtpPort ?? 0),
    CAPTURE_HTTP_PORT: String(options.httpPort ?? 0),
    TWILIO_ACCOUNT_SID: options.accountSid ?? CAPTURE_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: options.authToken ?? CAPTURE_AUTH_TOKEN,
    ...(options.businessClock && { BUSINESS_CLOCK: options.businessClock }),
  };
}

function describe(state: ProcessState, adopted: boolean): CaptureProcess {
  return { ...state, baseUrl: baseUrlOf(state), adopted };
}

function baseUrlOf({ httpPort }: ProcessState): string {
  return `http://127.0.0.1:${httpPort}`;
}

function logPath(dir: string): string {
  return join(dir, 'capture.log');
}

async function endOfLog(dir: string): Promise<string> {
  const text = await readFile(logPath(dir), 'utf8').catch(() => '');
  return text.trim().slice(-500) || 'it wrote nothing to its log';
}
