import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One thing that a tool says of one place. */
export interface Finding {
  readonly tool: 'sqlmap' | 'wapiti' | 'run';
  readonly kind: string;
  readonly where: string;
  readonly says: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  /** How much was looked at, in words for the table. */
  readonly looked: string;
  readonly seconds: number;
}

export const isInstalled = (command: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/**
 * Runs a tool with a lower priority and what it says in a file. It is ended when its time is over.
 *
 * @returns How many real seconds it took, and whether its time was over before it had ended.
 */
export async function run(command: string, args: readonly string[], folder: string, minutes: number): Promise<{ seconds: number; isCut: boolean }> {
  const began = Date.now();
  const log = createWriteStream(join(folder, `${command}.log`));
  const child = spawn('nice', ['-n', '10', command, ...args], { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end); // whoever stops the scan stops its tools
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let isCut = false;
  const timer = setTimeout(() => ((isCut = true), child.kill('SIGKILL')), minutes * 60_000);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(timer);
  process.off('exit', end);
  await new Promise<void>((done) => log.end(() => done()));
  return { seconds: Math.round((Date.now() - began) / 1000), isCut };
}
