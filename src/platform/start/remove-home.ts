import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopCaptureProcess } from '../../capture/ensure-capture.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';

/** Stops what a process left running on this home, then removes the folder and all that is in it. */
export async function removeHome(home: string): Promise<void> {
  const running = await readFile(join(home, 'postgres', 'cluster', 'postmaster.pid')).catch(() => null);
  if (running) await (await startEmbeddedPostgres(join(home, 'postgres'))).stop();
  await stopCaptureProcess(join(home, 'capture')).catch(() => undefined);
  await rm(home, { recursive: true, force: true });
}
