import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../platform/start/cli/command.js';

/** Somebody who signed in here: what his browser would hold. */
export interface SavedSession {
  readonly url: string;
  readonly name: string;
  readonly cookie: string;
  readonly csrfToken: string;
}

type Environment = NodeJS.ProcessEnv;

const LOCAL = 'http://127.0.0.1:3000';
const OTHERS = 0o077;

const folder = (environment: Environment): string => join(environment['XDG_CONFIG_HOME'] || join(environment['HOME'] || homedir(), '.config'), 'firstword');
const sessionFile = (environment: Environment): string => environment['FIRSTWORD_SESSION_FILE'] || join(folder(environment), 'session.json');

/** The session of the last sign-in, or null. @throws UsageError where others can read the file */
export async function savedSession(environment: Environment): Promise<SavedSession | null> {
  const text = await ownFile(sessionFile(environment));
  if (text === null) return null;
  try {
    return JSON.parse(text) as SavedSession;
  } catch {
    throw new UsageError(`${sessionFile(environment)} is no session: remove it and sign in again.`);
  }
}

export async function saveSession(environment: Environment, session: SavedSession): Promise<void> {
  const file = sessionFile(environment);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rm(file, { force: true }); // an old file would keep its rights
  await writeFile(file, JSON.stringify(session), { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
}

export const forgetSession = (environment: Environment): Promise<void> => rm(sessionFile(environment), { force: true });

/**
 * The API key: `FIRSTWORD_KEY`, the file that `FIRSTWORD_KEY_FILE` names, or `~/.config/firstword/key`. Never an argument: those are seen by every process of
 * the machine and kept in the shell's history.
 */
export async function savedKey(environment: Environment): Promise<string | null> {
  const given = environment['FIRSTWORD_KEY']?.trim();
  if (given) return given;
  const named = environment['FIRSTWORD_KEY_FILE'];
  const text = await ownFile(named || join(folder(environment), 'key'));
  if (text === null && named) throw new UsageError(`There is no file ${named}, and FIRSTWORD_KEY_FILE names it.`);
  return text?.trim() || null;
}

/**
 * Where the service is. What proves who one is goes over plain HTTP to the same machine alone.
 *
 * @throws UsageError
 */
export function addressOf(given: string | undefined, environment: Environment, session: SavedSession | null): string {
  const text = given || environment['FIRSTWORD_URL'] || session?.url || LOCAL;
  if (!URL.canParse(text)) throw new UsageError(`"${text}" is no address of a service, such as https://incidents.example.com.`);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.search || url.hash || url.pathname !== '/') throw new UsageError(`Give the service's address alone, such as https://incidents.example.com, and not "${text}".`);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere && environment['FIRSTWORD_ALLOW_HTTP'] !== '1') {
    throw new UsageError(`${url.origin} is not encrypted, so anybody on the way could read who you are. Use https, or set FIRSTWORD_ALLOW_HTTP=1 where the way is safe.`);
  }
  return url.origin;
}

/** A file that its owner alone can read, or null where there is none. */
async function ownFile(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null);
  if (!found) return null;
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) throw new UsageError(`Others can read ${file}. Shut it: chmod 600 ${file}`);
  return readFile(file, 'utf8');
}
