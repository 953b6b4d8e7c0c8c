import { setTimeout as sleep } from 'node:timers/promises';

/** Again and again until the database is there. */
export async function patiently<Value>(work: () => Promise<Value>, forMs = 60_000): Promise<Value> {
  for (const until = Date.now() + forMs; ; await sleep(100)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
