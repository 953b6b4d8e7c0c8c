import { parentPort, workerData } from 'node:worker_threads';
import { bankHistories } from './histories.js';
import { simulatedRuns } from './runs.js';
import type { Scenario } from './world.js';

/** One chunk of runs, asked for by `together`. */
export interface Chunk {
  readonly scenario: Scenario;
  readonly runs: number;
  readonly seed: number;
}

const histories = bankHistories((workerData as { readonly folder: string }).folder);
parentPort!.on('message', ({ scenario, runs, seed }: Chunk) => parentPort!.postMessage(simulatedRuns(histories, scenario, runs, seed)));
