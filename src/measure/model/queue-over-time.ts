/** One interval of the day. */
export interface QueueInterval {
  /** Calls offered in it, ≥ 0. */
  readonly calls: number;
  /** Agents at work, a whole number ≥ 0. */
  readonly agents: number;
}

export interface QueueParameters {
  readonly intervalSeconds: number;
  readonly handleSeconds: number;
  readonly patienceSeconds: number;
}

export interface IntervalService {
  /** Mean wait of those who call in the interval, who hang up included: seconds; 0 where nobody calls. */
  readonly waitSeconds: number;
  /** Callers who hang up. */
  readonly abandoned: number;
  /** Share of the agents' time that is spent on calls; 0 without agents. */
  readonly occupancy: number;
}

/** Numbers of jumps that are less likely than this, past the likeliest, don't show in any figure. */
const NEGLIGIBLE = 1e-17;

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
  check(intervals, parameters);
  const most = mostCallers(intervals, parameters, startingWith);
  let chances: Float64Array = new Float64Array(most + 1);
  chances[Math.min(startingWith, most)] = 1;
  return intervals.map((interval) => {
    const { end, mean } = through(chances, interval, parameters);
    chances = end;
    return serviceOf(mean, interval, parameters);
  });
}

function serviceOf(mean: Float64Array, { calls, agents }: QueueInterval, { intervalSeconds, patienceSeconds }: QueueParameters): IntervalService {
  let [waiting, busy] = [0, 0];
  mean.forEach((chance, callers) => {
    waiting += chance * Math.max(0, callers - agents);
    busy += chance * Math.min(callers, agents);
  });
  return {
    waitSeconds: calls === 0 ? 0 : (waiting * intervalSeconds) / calls,
    abandoned: (waiting * intervalSeconds) / patienceSeconds,
    occupancy: agents === 0 ? 0 : busy / agents,
  };
}

/** @returns The chances at the end of the interval, and their mean over it. */
function through(start: Float64Array, { calls, agents }: QueueInterval, { intervalSeconds, handleSeconds, patienceSeconds }: QueueParameters): { end: Float64Array; mean: Float64Array } {
  const size = start.length;
  const arriving = calls / intervalSeconds;
  const leaving = Float64Array.from({ length: size }, (_, callers) => Math.min(callers, agents) / handleSeconds + Math.max(0, callers - agents) / patienceSeconds);
  const rate = arriving + Math.max(...leaving);
  const jumps = rate * intervalSeconds;
  const end = new Float64Array(size);
  const mean = new Float64Array(size);
  let now: Float64Array = start;
  let next: Float64Array = new Float64Array(size);
  // The mean over the interval weighs each number of jumps by the chance that there are more of them.
  let more = 1;
  for (let jump = 0, logChance = -jumps; ; jump += 1, logChance += Math.log(jumps / jump)) {
    const chance = Math.exp(logChance);
    more = Math.max(0, more - chance);
    for (let callers = 0; callers < size; callers += 1) {
      end[callers]! += chance * now[callers]!;
      mean[callers]! += (more / jumps) * now[callers]!;
    }
    if (jumps === 0 || (jump > jumps && chance < NEGLIGIBLE)) break;
    step(now, next, arriving / rate, leaving, rate);
    [now, next] = [next, now === start ? new Float64Array(size) : now];
  }
  return jumps === 0 ? { end: start.slice(), mean: start.slice() } : { end, mean };
}

function step(from: Float64Array, into: Float64Array, up: number, leaving: Float64Array, rate: number): void {
  const last = from.length - 1;
  for (let callers = 0; callers <= last; callers += 1) {
    const stays = 1 - (callers < last ? up : 0) - leaving[callers]! / rate;
    let chance = stays * from[callers]!;
    if (callers > 0) chance += up * from[callers - 1]!;
    if (callers < last) chance += (leaving[callers + 1]! / rate) * from[callers + 1]!;
    into[callers] = chance;
  }
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

function check(intervals: readonly QueueInterval[], { intervalSeconds, handleSeconds, patienceSeconds }: QueueParameters): void {
  for (const value of [intervalSeconds, handleSeconds, patienceSeconds]) {
    if (!Number.isFinite(value) || value <= 0) throw new RangeError('Interval, handle time and patience must be above 0.');
  }
  for (const { calls, agents } of intervals) {
    if (!Number.isFinite(calls) || calls < 0) throw new RangeError(`${calls} calls can't come in.`);
    if (!Number.isSafeInteger(agents) || agents < 0) throw new RangeError(`${agents} agents can't be at work.`);
  }
}
