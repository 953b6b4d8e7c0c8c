import { avoidedCalls } from '../../../src/measure/model/avoided-calls.js';
import { bankHistories } from './histories.js';
import { type Goal, row } from './goals.js';
import { SimulatedWorld } from './world.js';

/** From the grouped table of a million customers and a hundred thousand calls to the figure. */
export function estimateSpeed(folder: string): readonly Goal[] {
  const { table } = new SimulatedWorld(bankHistories(folder), { name: 'large', people: 1_000_000, callsEach: 0.1, rolloutHours: 12, rateRatio: 0.7 }).incident(7);
  const began = performance.now();
  const got = avoidedCalls(table);
  const seconds = (performance.now() - began) / 1_000;
  row('1,000,000 customers, estimate with jackknife', `${seconds.toFixed(2)} s`, got.kind);
  return [{ name: 'estimate with jackknife, 1,000,000 customers', figure: `${seconds.toFixed(2)} s`, goal: '≤ 2 s', met: got.kind === 'estimate' && seconds <= 2 }];
}
