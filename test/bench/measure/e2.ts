import { avoidedCalls } from '../../../src/measure/model/avoided-calls.js';
import type { Histories } from './histories.js';
import { type Scenario, SimulatedWorld } from './world.js';

/** What many simulated incidents say of the estimator. Shares and ratios are fractions of 1. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly runs: number;
  readonly estimated: number;
  /** Mean of what was truly avoided in the measured window. */
  readonly truth: number;
  readonly waiting: number;
  readonly notified: number;
  /** Mean error, and its Monte-Carlo standard error, in calls. */
  readonly error: number;
  readonly errorSe: number;
  /** Share of intervals that hold the truth. */
  readonly cover: number;
  /** Share of intervals that leave zero out, by side. */
  readonly above: number;
  readonly below: number;
  readonly halfWidth: number;
}

export function runScenario(histories: Histories, scenario: Scenario, runs: number, seed: number): ScenarioResult {
  const world = new SimulatedWorld(histories, scenario);
  const got = Array.from({ length: runs }, (_, run) => {
    const incident = world.incident(seed + run);
    const estimate = avoidedCalls(incident.table);
    if (estimate.kind !== 'estimate') return null;
    const minutes = (at: Date): number => (at.getTime() - incident.table.origin.getTime()) / 60_000;
    return { ...estimate, truth: incident.avoidedIn(minutes(estimate.window.from), minutes(estimate.window.until)) };
  }).filter((each) => each !== null);
  const mean = (value: (each: (typeof got)[number]) => number): number => got.reduce((sum, each) => sum + value(each), 0) / got.length;
  const truth = mean((each) => each.truth);
  const error = mean((each) => each.avoided - each.truth);
  return {
    scenario, runs, estimated: got.length, truth, error,
    errorSe: Math.sqrt(mean((each) => (each.avoided - each.truth - error) ** 2) / got.length),
    waiting: mean((each) => each.calls.waiting),
    notified: mean((each) => each.calls.notified),
    cover: mean(({ low, high }) => (low <= truth && truth <= high ? 1 : 0)),
    above: mean(({ low }) => (low > 0 ? 1 : 0)),
    below: mean(({ high }) => (high < 0 ? 1 : 0)),
    halfWidth: mean(({ low, high }) => (high - low) / 2),
  };
}
