import { beforeAll, describe, expect, it } from '@jest/globals';
import { rolloutTable } from '../../../test/support/measure-people.js';
import { simulate, type World } from '../../../test/support/measure-simulator.js';
import { avoidedCalls } from './avoided-calls.js';

const RUNS = 150;
const settings = { observedMinutes: 16 * 60, horizonMinutes: 16 * 60 };
/** Two zones: one is told from the start and calls much; three hours later the other, which calls little. */
const EAST: World = { people: 1_500, rolloutMinutes: 360, waves: 24, callsEach: 0.8, kept: 0.7, provoked: 0 };
const WEST: World = { ...EAST, people: 1_000, callsEach: 0.35, beginsMinute: 300 };

/** Both zones in one incident; `apart` makes the second a class of its own, as the waves are planned. */
function run(seed: number, apart: boolean): { error: number; covered: boolean } {
  const [east, west] = [simulate(EAST, seed), simulate(WEST, seed + 50_000)];
  const people = [...east.people, ...west.people.map((one) => ({ ...one, id: one.id + 10_000, ...(apart ? { priority: 'all.1' } : {}) }))];
  const calls = [...east.calls, ...west.calls.map((call) => ({ ...call, person: call.person + 10_000 }))];
  const table = rolloutTable(people, calls, settings);
  const got = avoidedCalls(table);
  if (got.kind !== 'estimate') throw new Error(`Run ${seed} gave no estimate: ${JSON.stringify(got)}`);
  const truth = apart ? inOwnWindows(east, west) : within(east, 120, 450) + within(west, 120, 630);
  return { error: got.avoided - truth, covered: got.low <= truth && truth <= got.high };
}

/** Each zone counts from its first wave until nine tenths of it are told, in whole bins. */
const inOwnWindows = (east: ReturnType<typeof simulate>, west: ReturnType<typeof simulate>): number => within(east, 120, 450) + within(west, 300, 630);
const within = (incident: ReturnType<typeof simulate>, from: number, until: number): number => incident.avoidedIn(from, until);
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1));

describe(`${RUNS} simulated incidents in two zones that call unlike and are told at other hours`, () => {
  let apart: ReturnType<typeof run>[] = [];
  let together: ReturnType<typeof run>[] = [];
  beforeAll(() => {
    apart = Array.from({ length: RUNS }, (_, i) => run(7_000 + i, true));
    together = Array.from({ length: 40 }, (_, i) => run(7_000 + i, false));
  });

  it('are estimated without bias inside the zones, within three Monte-Carlo errors', () => {
    const errors = apart.map(({ error }) => error);
    expect(Math.abs(mean(errors))).toBeLessThan((3 * deviation(errors)) / Math.sqrt(RUNS));
  });

  it('lie in their interval as often as it says', () => {
    expect(mean(apart.map(({ covered }) => (covered ? 1 : 0)))).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / RUNS));
  });

  it('would be far off if the zones were taken for one: the told are then those who call more', () => {
    const errors = together.map(({ error }) => error);
    expect(Math.abs(mean(errors))).toBeGreaterThan((6 * deviation(errors)) / Math.sqrt(40));
  });
});
