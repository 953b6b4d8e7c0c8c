import { link, mkdir, open, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { bornAt, isProcessAlive } from './process-alive.js';

/** Another process writes in this folder. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError';
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(`Process ${pid} already captures into ${folder}. If it is something else, remove ${join(folder, 'lock')}.`);
  }
}

interface Holder {
  readonly pid: number;
  /** When the process started, in kernel ticks; tells a number that was given out again. Null where that is not known. */
  readonly born: string | null;
}

const TAKEOVER_TAKES_AT_MOST_MS = 10_000;

/**
 * Makes this process the folder's only writer, creating the folder if need be. A lock whose holder is gone is taken over.
 *
 * @returns gives the folder back.
 * @throws FolderInUseError while its holder lives, this very process included.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, 'lock');
  const mine = `${JSON.stringify({ pid: process.pid, born: await bornAt(process.pid) } satisfies Holder)}\n`;
  for (let tries = 0; tries < 100; tries += 1) {
    if (await claim(lock, mine)) return () => rm(lock, { force: true });
    const holder = await readHolder(lock);
    if (holder && (await isAlive(holder))) throw new FolderInUseError(folder, holder.pid);
    await removeStale(lock);
    await sleep(10);
  }
  throw new Error(`The lock of ${folder} could be neither taken nor told stale; remove ${lock}.`);
}

/** A link appears whole or not at all, so nobody reads a lock that is half written. */
async function claim(lock: string, text: string): Promise<boolean> {
  const draft = `${lock}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Two that find the same dead lock must not both remove it: the slower one would remove the faster one's new lock. */
async function removeStale(lock: string): Promise<void> {
  const guard = `${lock}.takeover`;
  try {
    await (await open(guard, 'wx')).close();
  } catch {
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > TAKEOVER_TAKES_AT_MOST_MS) await rm(guard, { force: true });
    return;
  }
  try {
    const holder = await readHolder(lock);
    if (!holder || !(await isAlive(holder))) await rm(lock, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function readHolder(lock: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(lock, 'utf8'));
    return typeof (holder as Holder).pid === 'number' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (!(await isProcessAlive(holder.pid))) return false;
  const born = await bornAt(holder.pid);
  return born === null || holder.born === null || born === holder.born;
}
