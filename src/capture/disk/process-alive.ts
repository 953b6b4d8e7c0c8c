import { readFile } from 'node:fs/promises';

/** False too for a process that has ended and only waits to be taken note of, which in a container may be forever. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await statFields(pid))?.[0] !== 'Z';
}

/** When the process started, in kernel ticks since the machine did; null where the system does not say (no /proc). */
export async function bornAt(pid: number): Promise<string | null> {
  return (await statFields(pid))?.[19] ?? null;
}

/** /proc/<pid>/stat from its third field on; the second, the name, may hold spaces and so is skipped by its bracket. */
async function statFields(pid: number): Promise<string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? null;
}
