import { Matrix, solve } from 'ml-matrix';
import { type CallDay, DAY_FLAGS, dayFlags, weekdayOf } from './call-calendar.js';

/** What the calls of ordinary days follow, as far as the past shows. */
export interface Baseline {
  readonly open: ReadonlySet<number>;
  readonly closed: ReadonlySet<string>;
  /** Logarithm of a day's calls: one for each open weekday, then for each flag of `dayFlags`. */
  readonly weekdays: ReadonlyMap<number, number>;
  readonly flags: readonly number[];
  /** How much of a day's surprise is left on the next usable day, 0 to 0.9, and the last day's surprise (logarithm). */
  readonly carryOver: number;
  readonly lastSurprise: number;
  /** Variance of the logarithm of a day's calls around what was expected. */
  readonly variance: number;
  /** Share of a day's calls in each interval, by weekday; each adds up to 1. */
  readonly profiles: ReadonlyMap<number, readonly number[]>;
  readonly days: number;
  readonly lastDate: string;
}

export interface ExpectedDay {
  readonly total: number;
  readonly intervals: readonly number[];
}

export type Shortfall = { readonly kind: 'short-history'; readonly days: number; readonly need: number } | { readonly kind: 'few-calls'; readonly perDay: number; readonly need: number };

/** Six weeks of five days. Below that weekdays can't be told from chance. */
export const LEAST_DAYS = 30;
/** Fewer calls a day are whole numbers of chance, and no logarithm of them means anything. */
export const LEAST_PER_DAY = 30;
/** Usable days after which a day counts half. */
export const HALF_LIFE = 40;
/** A pseudo-day without effect for each flag: one holiday in the past proves little. */
const FLAG_RIDGE = 1;
/** Keeps the equations solvable where a weekday is hardly there, and changes nothing else. */
const WEEKDAY_RIDGE = 1e-9;
const MOST_CARRY_OVER = 0.9;
/** A weekday's own profile counts against this many days of the profile of all. */
const PROFILE_DAYS = 4;

/**
 * Fits calls by weekday and calendar with what is carried over from day to day, and how they spread over the day.
 *
 * @param history  Oldest first; days with the same intervals. Days of incidents, outages and gaps have `counts: null`: a gap is not a zero.
 * @param closed  Dates on which the centre was closed although that weekday usually is open.
 * @param flagCount  How many of `dayFlags` count, the first ones: the worked reference knows three.
 * @throws RangeError where days have different numbers of intervals or are out of order.
 * @source Weighted least squares of log counts with AR(1) residuals. That counts of a call centre are near normal in a root or a
 *   logarithm and depend from day to day: Weinberg, Brown & Stroud (2007), JASA 102, 1185–1198.
 */
export function fitBaseline(history: readonly CallDay[], closed: ReadonlySet<string>, flagCount = DAY_FLAGS): Baseline | Shortfall {
  const usable = usableDays(history);
  if (usable.length < LEAST_DAYS) return { kind: 'short-history', days: usable.length, need: LEAST_DAYS };
  const perDay = sumOf(usable.map(({ total }) => total)) / usable.length;
  if (perDay < LEAST_PER_DAY) return { kind: 'few-calls', perDay, need: LEAST_PER_DAY };
  const open = new Set(usable.map(({ weekday }) => weekday));
  const weights = usable.map((_, index) => 0.5 ** ((usable.length - 1 - index) / HALF_LIFE));
  const { weekdays, flags, surprises } = regress(usable, weights, open, (date) => dayFlags(date, open, closed).slice(0, flagCount));
  const carryOver = carriedOver(surprises);
  const parameters = open.size + flags.length;
  const weight = sumOf(weights);
  return {
    open, closed, weekdays, flags, carryOver,
    lastSurprise: surprises.at(-1)!,
    variance: sumOf(surprises.map((surprise, index) => weights[index]! * surprise * surprise)) / (weight - (parameters * weight) / usable.length),
    profiles: profilesOf(usable, weights, open),
    days: usable.length,
    lastDate: usable.at(-1)!.date,
  };
}

/**
 * Calls expected on a day, by interval.
 *
 * @param ahead  Usable days from the last one of the history to this, ≥ 1.
 * @returns Mean, not median: half the variance is in it. Zero on a weekday that never was open, or a closed date.
 */
export function expectedDay(baseline: Baseline, date: string, ahead: number): ExpectedDay {
  const level = baseline.weekdays.get(weekdayOf(date));
  const profile = baseline.profiles.get(weekdayOf(date)) ?? [...baseline.profiles.values()][0]!;
  if (level === undefined || baseline.closed.has(date)) return { total: 0, intervals: profile.map(() => 0) };
  const flags = dayFlags(date, baseline.open, baseline.closed);
  const effect = sumOf(baseline.flags.map((flag, place) => flag * flags[place]!));
  const left = baseline.carryOver ** ahead;
  const total = Math.exp(level + effect + left * baseline.lastSurprise + (baseline.variance * (1 - left * left)) / 2);
  return { total, intervals: profile.map((share) => total * share) };
}

interface UsableDay {
  readonly date: string;
  readonly weekday: number;
  readonly counts: readonly number[];
  readonly total: number;
}

function usableDays(history: readonly CallDay[]): readonly UsableDay[] {
  const usable = history.flatMap(({ date, counts }) => (counts === null ? [] : [{ date, weekday: weekdayOf(date), counts, total: sumOf(counts) }]));
  usable.forEach(({ date, counts }, index) => {
    if (counts.length !== usable[0]!.counts.length) throw new RangeError(`${date} has ${counts.length} intervals, and days before it ${usable[0]!.counts.length}.`);
    if (index > 0 && date <= usable[index - 1]!.date) throw new RangeError(`${date} does not come after ${usable[index - 1]!.date}.`);
    if (counts.some((count) => !Number.isFinite(count) || count < 0)) throw new RangeError(`${date} has a count that is none.`);
  });
  return usable;
}

function regress(days: readonly UsableDay[], weights: readonly number[], open: ReadonlySet<number>, flagsOf: (date: string) => readonly number[]) {
  const order = [...open].sort((a, b) => a - b);
  const rows = days.map(({ date, weekday }) => [...order.map((each) => (each === weekday ? 1 : 0)), ...flagsOf(date)]);
  const levels = days.map(({ total }) => Math.log(Math.max(total, 0.5)));
  const x = new Matrix(rows);
  const weighted = new Matrix(rows.map((row, index) => row.map((value) => value * weights[index]!)));
  const normal = weighted.transpose().mmul(x);
  for (let place = 0; place < normal.rows; place += 1) normal.set(place, place, normal.get(place, place) + (place < order.length ? WEEKDAY_RIDGE : FLAG_RIDGE));
  const beta = solve(normal, weighted.transpose().mmul(Matrix.columnVector(levels))).to1DArray();
  const surprises = rows.map((row, index) => levels[index]! - sumOf(row.map((value, place) => value * beta[place]!)));
  return { weekdays: new Map(order.map((weekday, place) => [weekday, beta[place]!])), flags: beta.slice(order.length), surprises };
}

function carriedOver(surprises: readonly number[]): number {
  const before = surprises.slice(0, -1);
  const squares = sumOf(before.map((value) => value * value));
  if (squares === 0) return 0;
  return Math.min(MOST_CARRY_OVER, Math.max(0, sumOf(before.map((value, index) => value * surprises[index + 1]!)) / squares));
}

function profilesOf(days: readonly UsableDay[], weights: readonly number[], open: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
  const means = new Map([...open].map((weekday) => [weekday, meanOf(days.filter((day) => day.weekday === weekday).map(({ total }) => total))]));
  // A day of half or twice the usual calls had a shape of its own.
  const ordinary = days.map(({ total, weekday }) => total > 0 && total >= means.get(weekday)! / 2 && total <= means.get(weekday)! * 2);
  const pooled = shares(days, weights, (_, index) => ordinary[index]!);
  return new Map(
    [...open].map((weekday) => {
      const own = shares(days, weights, (day, index) => day.weekday === weekday && ordinary[index]!);
      const mixed = own.sums.map((sum, place) => sum + (PROFILE_DAYS * pooled.sums[place]!) / pooled.weight);
      const all = sumOf(mixed);
      return [weekday, mixed.map((share) => share / all)] as const;
    }),
  );
}

function shares(days: readonly UsableDay[], weights: readonly number[], counts: (day: UsableDay, index: number) => boolean): { readonly sums: readonly number[]; readonly weight: number } {
  const sums = new Array<number>(days[0]!.counts.length).fill(0);
  let weight = 0;
  days.forEach((day, index) => {
    if (!counts(day, index)) return;
    weight += weights[index]!;
    day.counts.forEach((count, place) => (sums[place]! += (weights[index]! * count) / day.total));
  });
  return { sums, weight };
}

export const isBaseline = (answer: Baseline | Shortfall): answer is Baseline => !('kind' in answer);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;
