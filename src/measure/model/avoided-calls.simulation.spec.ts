import { beforeAll, describe, expect, it } from '@jest/globals';
import { rolloutTable } from '../../../test/support/measure-people.js';
import { simulate, type World } from '../../../test/support/measure-simulator.js';
import { avoidedCalls } from './avoided-calls.js';
import type { AvoidedCallsEstimate } from './avoided-calls.result.js';

const RUNS = 200;
const world: World = { people: 2_000, rolloutMinutes: 720, waves: 24, callsEach: 0.55, kept: 1, provoked: 0 };
const settings = { observedMinutes: 16 * 60, horizonMinutes: 16 * 60 };

interface Outcome {
  readonly got: AvoidedCallsEstimate;
  readonly truth: number;
}

function run(of: World, seed: number): Outcome {
  const incident = simulate(of, seed);
  const table = rolloutTable(incident.people, incident.calls, settings);
  const got = avoidedCalls(table);
  if (got.kind !== 'estimate') throw new Error(`Run ${seed} gave no estimate: ${JSON.stringify(got)}`);
  const minutes = (at: Date): number => (at.getTime() - table.origin.getTime()) / 60_000;
  return { got, truth: incident.avoidedIn(minutes(got.window.from), minutes(got.window.until)) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1));

describe.each<[string, Partial<World>, sign: number]>([
  ['does nothing', {}, 0],
  ['takes away four calls in ten', { kept: 0.6 }, 1],
  ['takes away some and provokes more', { kept: 0.9, provoked: 0.15 }, -1],
])(`${RUNS} simulated incidents in which the notice %s`, (_name, change, sign) => {
  let outcomes: Outcome[] = [];
  beforeAll(() => {
    outcomes = Array.from({ length: RUNS }, (_, i) => run({ ...world, ...change }, 1_000 + i));
  });

  it('are estimated without bias, within three Monte-Carlo errors', () => {
    const errors = outcomes.map(({ got, truth }) => got.avoided - truth);
    expect(Math.abs(mean(errors))).toBeLessThan((3 * deviation(errors)) / Math.sqrt(RUNS));
  });

  it('lie in their 95 % interval as often as it says, within three Monte-Carlo errors', () => {
    const expected = mean(outcomes.map(({ truth }) => truth));
    const covered = mean(outcomes.map(({ got }) => (got.low <= expected && expected <= got.high ? 1 : 0)));
    expect(Math.abs(covered - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / RUNS));
  });

  it('have a standard error of the size that the estimates scatter', () => {
    const scatter = deviation(outcomes.map(({ got }) => got.avoided));
    expect(Math.abs(mean(outcomes.map(({ got }) => got.se)) / scatter - 1)).toBeLessThan(0.2);
  });

  it('get the sign right on average', () => {
    const average = mean(outcomes.map(({ got }) => got.avoided));
    expect(sign === 0 ? Math.abs(average) < 10 : average * sign > 40).toBe(true);
  });
});
