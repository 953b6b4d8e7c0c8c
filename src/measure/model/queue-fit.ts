import { type QueueInterval, type QueueParameters, throughIntervals, workOf } from './queue-over-time.js';

/** What the contact centre had in one interval: its agents, and what became of the calls that were offered in it. */
export interface ServedInterval {
  /** When it begins: milliseconds. Those that lie end to end are one stretch; after a gap the queue begins empty. */
  readonly at: number;
  /** Local date, ISO. */
  readonly date: string;
  /** Agents on duty by the roster or by their log-ins; the mean where they changed. */
  readonly agents: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Sum of the waits of all of them, who hung up included: seconds. */
  readonly waitSeconds: number;
  /** Answered calls of which it is known how long an agent was busy with them, and the sum of those times: seconds. */
  readonly handled: number;
  readonly handleSeconds: number;
}

export interface FitHistory {
  readonly intervalSeconds: number;
  /** Oldest first. */
  readonly intervals: readonly ServedInterval[];
  /** Calls of these intervals of which no wait is known; they are in none of the sums. */
  readonly withoutWait: number;
}

/** The queue as it was, and the model's own answer for the same weeks beside it. */
export interface QueueFit {
  readonly kind: 'fit';
  /** Mean time after which a waiting caller hangs up. */
  readonly patienceSeconds: number;
  readonly handleSeconds: number;
  /** Share of the agents on duty that are there for calls; above 1, calls were answered as if more had been on duty than the record says. */
  readonly availability: number;
  readonly actual: { readonly waitSeconds: number; readonly abandonShare: number };
  readonly predicted: { readonly waitSeconds: number; readonly abandonShare: number };
  readonly calls: number;
  readonly abandoned: number;
  readonly days: number;
  readonly from: string;
  readonly until: string;
}

export type FitRefusal =
  | { readonly kind: 'no-fit'; readonly reason: 'no-agents-known' | 'no-handle-times' }
  | { readonly kind: 'no-fit'; readonly reason: 'few-days' | 'few-calls' | 'few-abandons'; readonly have: number; readonly need: number }
  /** Share of calls without a wait. */
  | { readonly kind: 'no-fit'; readonly reason: 'waits-unknown'; readonly have: number; readonly need: number }
  /** Even at the bound `need` of the availability the model waits longer (`too-few-agents`), or shorter, than callers did. */
  | { readonly kind: 'no-fit'; readonly reason: 'too-few-agents' | 'too-many-agents'; readonly have: number; readonly need: number };

export type FitAnswer = QueueFit | FitRefusal;

/** A fit, or why there is none, as it is on record. */
export interface StoredFit {
  readonly id: string;
  /** It knows nothing of this moment and later. */
  readonly fittedUntil: Date;
  readonly fittedAt: Date;
  readonly result: FitAnswer;
}

/** A week of work; below this one strange day decides. */
export const LEAST_DAYS = 5;
export const LEAST_CALLS = 1_000;
/** Patience is known to within a tenth or so: its relative error is one over the root of the number who hung up. */
export const LEAST_ABANDONED = 100;
export const MOST_WITHOUT_WAIT = 0.2;
const LEAST_AVAILABILITY = 0.3;
const MOST_AVAILABILITY = 1.5;
/** Relative, of the wait. */
const ENOUGH = 0.005;
const MOST_TRIES = 25;
/** Where the search begins; half of the agents idle for good, or none ever away, is not looked at unless the waits ask for it. */
const USUAL = [0.75, 0.95] as const;
const WIDER = 0.85;
/** Additions for one pass through the weeks; a larger centre is fitted on fewer of its days, each of which holds more calls. */
const MOST_WORK = 4e8;

/**
 * Patience, handle time and availability of the last weeks, by which the queue is told with other calls than it had.
 *
 * Patience is the censored-exponential maximum-likelihood estimate: all time waited over the number who hung up. Log-ins overstate the agents,
 * so one factor on them is chosen for which the queue, followed through the same intervals, has callers wait as long as they did.
 *
 * It is a generator only so that a long fit can give way: it yields nothing of use before it returns.
 *
 * @source Brown et al. (2005), Journal of the American Statistical Association 100, 36–50, for both laws on real calls.
 */
export function* fitQueue(history: FitHistory): Generator<void, FitAnswer> {
  const refused = refusalOf(history);
  if (refused) return refused;
  const intervals = affordable(history);
  const sums = sumOf(intervals);
  const calls = sums.answered + sums.abandoned;
  const parameters = { intervalSeconds: history.intervalSeconds, handleSeconds: sums.handleSeconds / sums.handled, patienceSeconds: sums.waitSeconds / sums.abandoned };
  const actual = { waitSeconds: sums.waitSeconds / calls, abandonShare: sums.abandoned / calls };
  const found = yield* availabilityFor(actual.waitSeconds, intervals, parameters);
  if (found.kind === 'no-fit') return found;
  const { patienceSeconds, handleSeconds } = parameters;
  return {
    kind: 'fit', patienceSeconds, handleSeconds, availability: found.availability, actual,
    predicted: { waitSeconds: found.waitSeconds, abandonShare: found.waitSeconds / patienceSeconds },
    calls, abandoned: sums.abandoned, days: daysOf(intervals), from: intervals[0]!.date, until: intervals.at(-1)!.date,
  };
}

function refusalOf({ intervals, withoutWait }: FitHistory): FitRefusal | null {
  if (intervals.length === 0) return { kind: 'no-fit', reason: 'no-agents-known' };
  const { answered, abandoned, handled, handleSeconds } = sumOf(intervals);
  const [calls, days] = [answered + abandoned, daysOf(intervals)];
  const short = (reason: 'few-days' | 'few-calls' | 'few-abandons', have: number, need: number): FitRefusal | null => (have < need ? { kind: 'no-fit', reason, have, need } : null);
  const without = calls + withoutWait === 0 ? 0 : withoutWait / (calls + withoutWait);
  return (
    short('few-days', days, LEAST_DAYS)
    ?? (without > MOST_WITHOUT_WAIT ? { kind: 'no-fit', reason: 'waits-unknown', have: without, need: MOST_WITHOUT_WAIT } : null)
    ?? short('few-calls', calls, LEAST_CALLS)
    ?? short('few-abandons', abandoned, LEAST_ABANDONED)
    ?? (handled > 0 && handleSeconds > 0 ? null : { kind: 'no-fit', reason: 'no-handle-times' })
  );
}

/** The newest whole days that can be followed in reasonable time, five at least. */
function affordable({ intervals, intervalSeconds }: FitHistory): readonly ServedInterval[] {
  const { handled, abandoned, handleSeconds, waitSeconds } = sumOf(intervals);
  const parameters = { intervalSeconds, handleSeconds: handleSeconds / handled, patienceSeconds: waitSeconds / abandoned };
  const days = [...Map.groupBy(intervals, ({ date }) => date).values()].reverse();
  let work = 0;
  const kept = days.filter((day, index) => {
    work += workOf(day.map((interval) => asQueue(interval, 1)), parameters);
    return index < LEAST_DAYS || work <= MOST_WORK;
  });
  const newest = kept.reverse().flat();
  return sumOf(newest).abandoned >= LEAST_ABANDONED ? newest : intervals;
}

/** An availability, and how far its wait is off: the logarithm of the ratio. */
interface Try {
  readonly at: number;
  readonly off: number;
}

const bound = (reason: 'too-few-agents' | 'too-many-agents', { at, off }: Try, wanted: number): FitRefusal => ({ kind: 'no-fit', reason, have: wanted * Math.exp(off), need: at });

type Found = { readonly kind: 'found'; readonly availability: number; readonly waitSeconds: number };

/** The wait falls as the availability rises: a bracket is made smaller by the chord of its logarithms (regula falsi, Illinois rule). */
function* availabilityFor(wanted: number, intervals: readonly ServedInterval[], parameters: QueueParameters): Generator<void, Found | FitRefusal> {
  const off = function* (availability: number): Generator<void, number> {
    return Math.log(Math.max(yield* meanWait(availability, intervals, parameters), 1e-9) / wanted);
  };
  let [low, high]: [Try, Try] = [{ at: USUAL[0], off: yield* off(USUAL[0]) }, { at: USUAL[1], off: yield* off(USUAL[1]) }];
  while (low.off < 0) {
    if (low.at === LEAST_AVAILABILITY) return bound('too-many-agents', low, wanted);
    const at = Math.max(LEAST_AVAILABILITY, low.at * WIDER);
    [low, high] = [{ at, off: yield* off(at) }, low];
  }
  while (high.off > 0) {
    if (high.at === MOST_AVAILABILITY) return bound('too-few-agents', high, wanted);
    const at = Math.min(MOST_AVAILABILITY, high.at / WIDER);
    [low, high] = [high, { at, off: yield* off(at) }];
  }
  let best: Try = Math.abs(low.off) < Math.abs(high.off) ? low : high;
  let side: 'low' | 'high' | null = null; // the end that stays twice counts for half, so that both ends move
  for (let tries = 0; tries < MOST_TRIES && Math.abs(best.off) > ENOUGH; tries += 1) {
    const at = (low.at * high.off - high.at * low.off) / (high.off - low.off);
    best = { at, off: yield* off(at) };
    if (best.off > 0) [low, high] = [best, { ...high, off: high.off / (side === 'low' ? 2 : 1) }];
    else [low, high] = [{ ...low, off: low.off / (side === 'high' ? 2 : 1) }, best];
    side = best.off > 0 ? 'low' : 'high';
  }
  return { kind: 'found', availability: best.at, waitSeconds: wanted * Math.exp(best.off) };
}

/** Of all who call in these intervals, were so many of the agents there for them. */
function* meanWait(availability: number, intervals: readonly ServedInterval[], parameters: QueueParameters): Generator<void, number> {
  let [waited, calls] = [0, 0];
  for (const stretch of stretches(intervals, parameters.intervalSeconds)) {
    let place = 0;
    for (const { waitSeconds } of throughIntervals(stretch.map((interval) => asQueue(interval, availability)), parameters)) {
      const { answered, abandoned } = stretch[place++]!;
      waited += waitSeconds * (answered + abandoned);
      calls += answered + abandoned;
      yield;
    }
  }
  return waited / calls;
}

function stretches(intervals: readonly ServedInterval[], seconds: number): readonly (readonly ServedInterval[])[] {
  const all: ServedInterval[][] = [];
  let last = -Infinity;
  for (const interval of intervals) {
    if (interval.at === last + seconds * 1_000) all.at(-1)!.push(interval);
    else all.push([interval]);
    last = interval.at;
  }
  return all;
}

const asQueue = ({ answered, abandoned, agents }: ServedInterval, availability: number): QueueInterval => ({ calls: answered + abandoned, agents: agents * availability });

const daysOf = (intervals: readonly ServedInterval[]): number => new Set(intervals.map(({ date }) => date)).size;

type Summed = 'answered' | 'abandoned' | 'waitSeconds' | 'handled' | 'handleSeconds';

function sumOf(intervals: readonly ServedInterval[]): Pick<ServedInterval, Summed> {
  const sum = (of: Summed) => intervals.reduce((total, interval) => total + interval[of], 0);
  return { answered: sum('answered'), abandoned: sum('abandoned'), waitSeconds: sum('waitSeconds'), handled: sum('handled'), handleSeconds: sum('handleSeconds') };
}
