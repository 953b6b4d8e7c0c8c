import { answeredWithin } from './staffed-queue.js';

/** One interval of the day. */
export interface QueueInterval {
  /** Calls offered in it, ≥ 0. */
  readonly calls: number;
  /** Agents at work, ≥ 0. A fraction is an agent who is there for that share of the time. */
  readonly agents: number;
}

export interface QueueParameters {
  readonly intervalSeconds: number;
  readonly handleSeconds: number;
  readonly patienceSeconds: number;
  /** For the service level, ≥ 0; without one there is none. */
  readonly thresholdSeconds?: number;
}

export interface IntervalService {
  /** Mean wait of those who call in the interval, who hang up included: seconds; 0 where nobody calls. */
  readonly waitSeconds: number;
  /** Callers who hang up. */
  readonly abandoned: number;
  /** Share of the agents' time that is spent on calls; 0 without agents. */
  readonly occupancy: number;
  /** Share of the calls offered in the interval that are answered within the threshold; null without a threshold. */
  readonly serviceLevel: number | null;
}

/** Numbers of jumps that are less likely than this, past the likeliest, don't show in any figure. */
const NEGLIGIBLE = 1e-17;
/** Nor do states less likely than this: they are left out of the sums as long as they stay so. */
const FAINT = 1e-17;

/**
 * The same queue as `staffedQueue`, followed through intervals whose calls and agents differ: what an overload leaves behind is still
 * there in the next interval, which a chain of steady states would forget.
 *
 * @param startingWith  Callers in the system when the first interval begins.
 * @returns One for each interval.
 * @throws RangeError if a figure is out of its bounds.
 * @source Uniformisation (Jensen 1953; Grassmann 1977): the chain's own jumps at one rate that is never exceeded, summed by the
 *   Poisson law. No step size, no chance below 0.
 */
export function queueOverTime(intervals: readonly QueueInterval[], parameters: QueueParameters, startingWith = 0): readonly IntervalService[] {
  return [...throughIntervals(intervals, parameters, startingWith)];
}

/** The same, interval by interval as it is asked for, so that a long calculation can give way. Errors as `queueOverTime`. */
export function* throughIntervals(intervals: readonly QueueInterval[], parameters: QueueParameters, startingWith = 0): Generator<IntervalService, void> {
  check(intervals, parameters);
  const most = mostCallers(intervals, parameters, startingWith);
  let now: Spread = { chances: new Float64Array(most + 1), from: 0, until: Math.min(startingWith, most) + 1 };
  now.chances[now.until - 1] = 1;
  for (const interval of intervals) {
    const { end, mean } = through(now, interval, parameters);
    now = end;
    yield serviceOf(mean, interval, parameters);
  }
}

/** How much work the intervals are: additions, roughly. */
export function workOf(intervals: readonly QueueInterval[], parameters: QueueParameters): number {
  const most = mostCallers(intervals, parameters, 0);
  const jumps = intervals.reduce((sum, interval) => sum + interval.calls + parameters.intervalSeconds * leavingRate(most, interval, parameters), 0);
  return jumps * most;
}

/** Chances of the numbers of callers in the system; outside [from, until) they are nothing. */
interface Spread {
  readonly chances: Float64Array;
  from: number;
  until: number;
}

function serviceOf(mean: Float64Array, { calls, agents }: QueueInterval, { intervalSeconds, handleSeconds, patienceSeconds, thresholdSeconds }: QueueParameters): IntervalService {
  let [waiting, busy] = [0, 0];
  mean.forEach((chance, callers) => {
    waiting += chance * Math.max(0, callers - agents);
    busy += chance * Math.min(callers, agents);
  });
  return {
    waitSeconds: calls === 0 ? 0 : (waiting * intervalSeconds) / calls,
    abandoned: (waiting * intervalSeconds) / patienceSeconds,
    occupancy: agents === 0 ? 0 : busy / agents,
    // Whoever calls finds the mean of the interval: arrivals don't look at the queue.
    serviceLevel: thresholdSeconds === undefined ? null : answeredWithin(mean, { handleSeconds, patienceSeconds, agents }, thresholdSeconds),
  };
}

const leavingRate = (callers: number, { agents }: QueueInterval, { handleSeconds, patienceSeconds }: QueueParameters): number =>
  Math.min(callers, agents) / handleSeconds + Math.max(0, callers - agents) / patienceSeconds;

/** @returns The chances at the end of the interval, and their mean over it. */
function through(start: Spread, interval: QueueInterval, parameters: QueueParameters): { end: Spread; mean: Float64Array } {
  const size = start.chances.length;
  const arriving = interval.calls / parameters.intervalSeconds;
  const rate = arriving + leavingRate(size - 1, interval, parameters); // none leave quicker than from the most
  const jumps = rate * parameters.intervalSeconds;
  if (jumps === 0) return { end: start, mean: start.chances.slice() };
  const leaving = Float64Array.from({ length: size }, (_, callers) => leavingRate(callers, interval, parameters) / rate);
  const [end, mean] = [new Float64Array(size), new Float64Array(size)];
  let now: Spread = { ...start, chances: start.chances.slice() };
  let next: Spread = { chances: new Float64Array(size), from: 0, until: 0 };
  const reach = { from: now.from, until: now.until };
  // The mean over the interval weighs each number of jumps by the chance that there are more of them.
  let more = 1;
  for (let jump = 0, logChance = -jumps; ; jump += 1, logChance += Math.log(jumps / jump)) {
    const chance = Math.exp(logChance);
    more = Math.max(0, more - chance);
    const share = more / jumps;
    const { chances, from, until } = now;
    for (let callers = from; callers < until; callers += 1) {
      mean[callers]! += share * chances[callers]!;
    }
    if (chance > 0) for (let callers = from; callers < until; callers += 1) end[callers]! += chance * chances[callers]!;
    if (from < reach.from) reach.from = from;
    if (until > reach.until) reach.until = until;
    if (jump > jumps && chance < NEGLIGIBLE) break;
    step(now, next, arriving / rate, leaving);
    [now, next] = [next, now];
  }
  return { end: { chances: end, ...reach }, mean };
}

/** One jump, or none. What `into` held before is gone. */
function step({ chances, from, until }: Spread, into: Spread, up: number, leaving: Float64Array): void {
  const last = chances.length - 1;
  into.chances.fill(0, into.from, into.until);
  [into.from, into.until] = [Math.max(0, from - 1), Math.min(last, until) + 1];
  for (let callers = into.from; callers < into.until; callers += 1) {
    const stays = 1 - (callers < last ? up : 0) - leaving[callers]!;
    let chance = stays * chances[callers]!;
    if (callers > 0) chance += up * chances[callers - 1]!;
    if (callers < last) chance += leaving[callers + 1]! * chances[callers + 1]!;
    into.chances[callers] = chance;
  }
  while (into.until - into.from > 1 && into.chances[into.from]! < FAINT) into.chances[into.from++] = 0;
  while (into.until - into.from > 1 && into.chances[into.until - 1]! < FAINT) into.chances[--into.until] = 0;
}

/** More callers than this are never in the system, to all that a figure can show: twelve deviations above the worst steady state. */
function mostCallers(intervals: readonly QueueInterval[], { intervalSeconds, handleSeconds, patienceSeconds }: QueueParameters, startingWith: number): number {
  const worst = intervals.map(({ calls, agents }) => {
    const arriving = calls / intervalSeconds;
    const served = agents / handleSeconds;
    return arriving > served ? agents + (arriving - served) * patienceSeconds : arriving * handleSeconds;
  });
  const centre = Math.max(startingWith, ...worst);
  const spread = Math.sqrt(centre) + Math.sqrt(patienceSeconds / Math.min(patienceSeconds, handleSeconds)) * Math.sqrt(centre + 1);
  return Math.ceil(centre + 12 * spread + 30);
}

function check(intervals: readonly QueueInterval[], { intervalSeconds, handleSeconds, patienceSeconds, thresholdSeconds = 0 }: QueueParameters): void {
  if (!(thresholdSeconds >= 0)) throw new RangeError(`A threshold of ${thresholdSeconds} seconds is not a time.`);
  for (const value of [intervalSeconds, handleSeconds, patienceSeconds]) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError('Interval, handle time and patience must be above 0.');
  }
  for (const { calls, agents } of intervals) {
    if (!Number.isFinite(calls) || calls < 0) throw new RangeError(`${calls} calls can't come in.`);
    if (!Number.isFinite(agents) || agents < 0) throw new RangeError(`${agents} agents can't be at work.`);
  }
}
