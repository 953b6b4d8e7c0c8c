import type { AssessmentOptions } from './assessment.js';
import { avoidedCalls } from './avoided-calls.js';
import type { AvoidedCalls } from './avoided-calls.result.js';
import type { RolloutTable } from './rollout-table.js';

/** `holds`: whether 0 lies inside the interval, as it must 19 times in 20; null where there was no figure. */
export interface Placebo {
  readonly result: AvoidedCalls;
  readonly holds: boolean | null;
}

/**
 * The same estimate for customers whom nobody wrote to, dealt at random into waves with the real hand-over times. Nothing was
 * avoided there, so a figure away from 0 shows a fault in the data: matching that looks at notices, say, or a wrong clock.
 *
 * @param unaffected As for `avoidedCalls`; its members and calls are those of customers outside the audience.
 */
export function placebo(unaffected: RolloutTable, options: Omit<AssessmentOptions, 'balance'> = {}): Placebo {
  const result = avoidedCalls(unaffected, options);
  return { result, holds: result.kind === 'estimate' ? result.low <= 0 && result.high >= 0 : null };
}
