import { avoidedCalls } from '../../../src/measure/model/avoided-calls.js';
import type { Histories } from './histories.js';
import { type Scenario, SimulatedWorld } from './world.js';

/** What came of one simulated incident. Calls. */
export interface Run {
  readonly avoided: number;
  readonly low: number;
  readonly high: number;
  /** Half of the interval without a look at calls from before the first wave. */
  readonly plainHalfWidth: number;
  /** What was truly avoided in the measured window. */
  readonly truth: number;
  readonly waiting: number;
  readonly notified: number;
}

/** @returns One for each seed from `seed` on; null where there was no figure. */
export function simulatedRuns(histories: Histories, scenario: Scenario, runs: number, seed: number): readonly (Run | null)[] {
  const world = new SimulatedWorld(histories, scenario);
  return Array.from({ length: runs }, (_, run) => {
    const { table, avoidedIn } = world.incident(seed + run);
    const estimate = avoidedCalls(table, scenario.latePercent === undefined ? {} : { lateGroupShare: scenario.latePercent / 100 });
    if (estimate.kind !== 'estimate') return null;
    const minutes = (at: Date): number => (at.getTime() - table.origin.getTime()) / 60_000;
    const { avoided, low, high, unadjusted, calls, window } = estimate;
    const plain = unadjusted ?? { low, high };
    return { avoided, low, high, ...calls, plainHalfWidth: (plain.high - plain.low) / 2, truth: avoidedIn(minutes(window.from), minutes(window.until)) };
  });
}
