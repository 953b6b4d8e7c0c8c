import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How to find the capture process of a folder. */
export interface ProcessState {
  readonly pid: number;
  readonly smtpPort: number;
  readonly httpPort: number;
}

/** The capture process ends with this where another one has the folder. */
export const IN_USE_EXIT_CODE = 73;

export function statePath(dir: string): string {
  return join(dir, 'capture.json');
}

/** Appears whole or not at all. */
export async function writeState(dir: string, state: ProcessState): Promise<void> {
  const draft = `${statePath(dir)}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(draft, statePath(dir));
}

/** Undefined where there is none that reads. */
export async function readState(dir: string): Promise<ProcessState | undefined> {
  try {
    const { pid, smtpPort, httpPort } = JSON.parse(await readFile(statePath(dir), 'utf8')) as ProcessState;
    return [pid, smtpPort, httpPort].every(Number.isInteger) ? { pid, smtpPort, httpPort } : undefined;
  } catch {
    return undefined;
  }
}
