import { setImmediate } from 'node:timers/promises';

/** Requests and heartbeats wait no longer than this behind a long calculation. */
const SLICE_MS = 10;

/** Lets a long calculation give way now and then, so that the process goes on answering. */
export class FairLoop {
  private since = performance.now();

  /** Awaited after each small piece of work; gives way once enough time has gone by, and costs next to nothing otherwise. */
  async turn(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}

/** Runs a long calculation that yields now and then, and gives way there. @returns what it returns. */
export async function runFairly<Result>(calculation: Generator<void, Result>): Promise<Result> {
  const loop = new FairLoop();
  for (;;) {
    const { done, value } = calculation.next();
    if (done) return value;
    await loop.turn();
  }
}
