import { setTimeout as sleep } from 'node:timers/promises';
import { type Log } from '../logging/log.js';

/** A process beside the service that it can't do without. */
export interface Helper {
  readonly name: string;
  isUp(): Promise<boolean>;
  /** Starts it again where it was, or finds that another instance did. */
  revive(): Promise<unknown>;
}

/** Resolves when nothing is being started any more, so that a stop that follows stops what there is. */
export type StopKeeping = () => Promise<void>;

/** Real milliseconds. */
export interface KeepingPauses {
  readonly lookEveryMs: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

const PAUSES: KeepingPauses = { lookEveryMs: 1_000, firstMs: 250, longestMs: 30_000 };
/** One that comes up again is no news; one that doesn't after so many tries needs a person. */
const TRIES_BEFORE_ERROR = 4;

/** Looks after a helper until told to stop. Any number of instances may look after the same one. */
export function keepAlive(helper: Helper, log: Log, pauses = PAUSES): StopKeeping {
  const ending = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
  const watch = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await pause(pauses.lookEveryMs);
      if (!ending.signal.aborted && !(await helper.isUp())) await revive(helper, log, pauses, pause, ending.signal);
    }
  };
  const watching = watch();
  return async () => {
    ending.abort();
    await watching;
  };
}

async function revive(helper: Helper, log: Log, pauses: KeepingPauses, pause: (ms: number) => Promise<unknown>, ending: AbortSignal): Promise<void> {
  const since = Date.now();
  log.warn({ event: 'helper.died', helper: helper.name });
  let wait = pauses.firstMs;
  for (let tries = 1; !ending.aborted; tries += 1) {
    try {
      await helper.revive();
      return log.warn({ event: 'helper.revived', helper: helper.name, tries, afterMs: Date.now() - since });
    } catch (error) {
      // What is left of the old one may be still going, or another instance was faster.
      if (await helper.isUp()) return log.warn({ event: 'helper.back', helper: helper.name, tries, afterMs: Date.now() - since });
      log[tries < TRIES_BEFORE_ERROR ? 'warn' : 'error']({ event: 'helper.not-revived', helper: helper.name, tries, error });
    }
    await pause(wait);
    wait = Math.min(pauses.longestMs, wait * 2);
  }
}
