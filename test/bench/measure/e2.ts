import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Goal, percent, row } from './goals.js';
import type { Run } from './runs.js';
import type { Chunk } from './runs.worker.js';
import type { Asked } from './scenarios.js';

/** What many simulated incidents say of the estimator. Calls, and shares of 1. */
interface Result {
  readonly runs: number;
  readonly truth: number;
  readonly waiting: number;
  readonly notified: number;
  /** Mean error and its Monte-Carlo standard error. */
  readonly error: number;
  readonly errorSe: number;
  /** Share of intervals that hold the truth. */
  readonly cover: number;
  /** Share of intervals that leave zero out. */
  readonly significant: number;
  /** Share of figures with the sign of the truth. */
  readonly rightSign: number;
  /** Mean of the half widths, and its Monte-Carlo standard error. */
  readonly halfWidth: number;
  readonly halfWidthSe: number;
  /** Without a look at calls from before the first wave. */
  readonly plainHalfWidth: number;
}

/** Seeds of different scenarios never meet. */
const SEEDS = 1_000_000;

/**
 * Simulates the scenarios on all cores and judges them; prints a line for each.
 *
 * @param judged  Whether there are runs enough to judge by.
 */
export async function avoidedCallsGoals(folder: string, asked: readonly Asked[], runs: number, judged: boolean): Promise<readonly Goal[]> {
  row('avoided calls', 'truth', 'waiting', 'told', 'bias', '(MC error)', 'cover', '(MC error)', 'half width', 'unadjusted', 'not zero');
  const workers = Array.from({ length: Math.min(availableParallelism(), runs) }, () => new Worker(new URL('./runs.worker.js', import.meta.url), { workerData: { folder } }));
  try {
    const goals: Goal[] = [];
    for (const [place, each] of asked.entries()) {
      const result = resultOf(await together(workers, each, runs, SEEDS * (place + 1)));
      print(each, result);
      goals.push(...judge(each, result, judged));
    }
    return goals;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The same seeds give the same runs, however many workers share them. */
async function together(workers: readonly Worker[], { scenario }: Asked, runs: number, seed: number): Promise<readonly (Run | null)[]> {
  const each = Math.ceil(runs / workers.length);
  const parts = workers.map(async (worker, place) => {
    const chunk: Chunk = { scenario, seed: seed + place * each, runs: Math.max(0, Math.min(each, runs - place * each)) };
    worker.postMessage(chunk);
    const [answer] = (await once(worker, 'message')) as [readonly (Run | null)[]];
    return answer;
  });
  return (await Promise.all(parts)).flat();
}

function resultOf(all: readonly (Run | null)[]): Result {
  const got = all.filter((run) => run !== null);
  const mean = (value: (run: Run) => number): number => got.reduce((sum, run) => sum + value(run), 0) / got.length;
  const share = (holds: (run: Run) => boolean): number => mean((run) => Number(holds(run)));
  const truth = mean((run) => run.truth);
  const halfWidth = mean(({ low, high }) => (high - low) / 2);
  const error = mean((run) => run.avoided - run.truth);
  return {
    truth, error, runs: got.length,
    errorSe: Math.sqrt(mean((run) => (run.avoided - run.truth - error) ** 2) / got.length),
    waiting: mean((run) => run.waiting),
    notified: mean((run) => run.notified),
    cover: share(({ low, high }) => low <= truth && truth <= high),
    significant: share(({ low, high }) => low > 0 || high < 0),
    rightSign: share(({ avoided }) => Math.sign(avoided) === Math.sign(truth)),
    halfWidth,
    plainHalfWidth: mean((run) => run.plainHalfWidth),
    halfWidthSe: Math.sqrt(mean(({ low, high }) => ((high - low) / 2 - halfWidth) ** 2) / got.length),
  };
}

/** Of a share, if it is what it should be. */
const shareSe = (share: number, runs: number): number => Math.sqrt((share * (1 - share)) / runs);

function print({ scenario, nothing }: Asked, { truth, waiting, notified, error, errorSe, cover, halfWidth, plainHalfWidth, significant, runs }: Result): void {
  const of = (calls: number): string => (nothing ? calls.toFixed(1) : percent(calls / Math.abs(truth)));
  row(scenario.name, truth.toFixed(0), waiting.toFixed(0), notified.toFixed(0), of(error), `(${of(errorSe)})`, percent(cover), `(${percent(shareSe(0.95, runs))})`, of(halfWidth), of(plainHalfWidth), percent(significant));
}

/** Bias, cover and false positives are estimates themselves, each judged within two of its Monte-Carlo errors; a width is judged as it is. */
function judge({ scenario: { name }, width, sign, nothing }: Asked, result: Result, judged: boolean): readonly Goal[] {
  const { truth, error, errorSe, cover, significant, rightSign, halfWidth, halfWidthSe, plainHalfWidth, runs } = result;
  const size = Math.abs(truth);
  const slack = 2 * shareSe(0.95, runs);
  const met = (holds: boolean): boolean | null => (judged ? holds : null);
  const within = (share: number, low: number, high: number): boolean => share >= low - slack && share <= high + slack;
  const mc = `(MC error ${percent(slack / 2)})`;
  return [
    ...(nothing ? [] : [{ name: `E2 ${name}: bias`, figure: `${percent(error / size)} (MC error ${percent(errorSe / size)})`, goal: '< 2 %', met: met(Math.abs(error) < 0.02 * size + 2 * errorSe) }]),
    { name: `E2 ${name}: cover`, figure: `${percent(cover)} ${mc}`, goal: '93 to 97 %', met: met(within(cover, 0.93, 0.97)) },
    ...(nothing ? [{ name: `E2 ${name}: false positives`, figure: `${percent(significant)} ${mc}`, goal: '3 to 7 %', met: met(within(significant, 0.03, 0.07)) }] : []),
    ...(sign === undefined ? [] : [{ name: `E2 ${name}: sign right`, figure: percent(rightSign), goal: `≥ ${percent(sign, 0)}`, met: met(rightSign >= sign) }]),
    ...(width === undefined ? [] : [{ name: `E2 ${name}: half width`, figure: `${percent(halfWidth / size, 2)} (MC error ${percent(halfWidthSe / size)}; ${percent(plainHalfWidth / size)} without a look at earlier calls)`, goal: `≤ ${percent(width, 0)}`, met: met(halfWidth <= width * size) }]),
  ];
}
