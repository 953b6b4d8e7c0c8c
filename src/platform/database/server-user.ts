import { execFile, execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { platform, userInfo } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a program is started, as `spawn` takes it. */
export interface Start {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

export type Starter = (file: string, args: readonly string[]) => Start;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: there, it runs as the system user `postgres`, who is made where missing. @returns Null where we are not root. */
export async function serverOwner(): Promise<Owner | null> {
  if (platform() === 'win32' || userInfo().uid !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    id('-u');
  } catch {
    await run('useradd', ['--system', '--user-group', 'postgres']);
  }
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * How the server's programs are started, so that they get at these paths. As their owner and no more where that is enough. Below a folder
 * that only root may enter (/root on Debian, what mkdtemp makes), as an owner whom the kernel lets through: with the least that does, and
 * with what a container has that lacks the least.
 *
 * @param owner  Null for whoever we are: he is asked nothing.
 * @param mayRun  Whether a program so started ends well.
 * @throws Error that says where there is no way in, and what to do.
 */
export async function starterFor(owner: Owner | null, paths: readonly string[], mayRun: (start: Start) => Promise<boolean> = endsWell): Promise<Starter> {
  if (owner === null) return (file, args) => ({ file, args, options: {} });
  const plain: Starter = (file, args) => ({ file, args, options: { ...owner } });
  for (const starter of [plain, letThrough(owner, 'dac_read_search'), letThrough(owner, 'dac_override')]) {
    if ((await firstShut(starter, paths, mayRun)) === null) return starter;
  }
  const folders = paths.flatMap((path) => foldersTo(path));
  throw new Error(shutOut((await firstShut(plain, folders, mayRun)) ?? (await firstShut(plain, paths, mayRun)) ?? paths[0]!));
}

/**
 * PostgreSQL looks by access(2) whether its own programs are there, and access(2) takes no account of capabilities unless the change of
 * users leaves them alone (`no_setuid_fixup`). Of those of root nothing else survives the exec that follows.
 */
const letThrough = ({ uid, gid }: Owner, capability: string): Starter => (file, args) => ({
  file: 'setpriv',
  args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, '--', file, ...args],
  options: {},
});

async function firstShut(starter: Starter, paths: readonly string[], mayRun: (start: Start) => Promise<boolean>): Promise<string | null> {
  for (const path of paths) if (!(await mayRun(starter('test', ['-x', path])))) return path;
  return null;
}

/** Those above a path, the highest first. */
function foldersTo(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [] : [...foldersTo(above), above];
}

const shutOut = (path: string): string =>
  `PostgreSQL does not run as root. It runs as the user "postgres" then, who may not enter ${path}. Put Firstword and its home where every user may enter, such as /srv; or start it as another user than root; or set DATABASE_URL to a PostgreSQL server.`;

const endsWell = ({ file, args, options }: Start): Promise<boolean> => run(file, args, { ...options, cwd: '/' }).then(() => true, () => false);
