import type { TimeRange } from '../../kernel/time-range.js';
import { overlap } from './person-time.js';
import { type IntervalService, throughIntervals } from './queue-over-time.js';
import { agentsFor } from './staffed-queue.js';

/** One step of the measured window, or of the time before it in which the queue comes to be what it is when the window begins. */
export interface QueueStep {
  readonly at: Date;
  /** Offered by anybody, as they came. */
  readonly calls: number;
  /** On duty by the record. */
  readonly agents: number;
}

/** By the weeks before: see `fitQueue`. */
export interface QueueLaw {
  readonly patienceSeconds: number;
  readonly handleSeconds: number;
  readonly availability: number;
}

/** What counts as good service: this share of all offered calls is answered within the threshold. */
export interface ServiceTarget {
  readonly thresholdSeconds: number;
  readonly targetShare: number;
}

/** Calls avoided, with the ends of their interval; below 0 where the notice provoked more than it spared. */
export interface Ranged {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface HoldTimeInputs {
  /** Before the window; may be none. */
  readonly before: readonly QueueStep[];
  readonly window: readonly QueueStep[];
  readonly stepSeconds: number;
  readonly law: QueueLaw;
  readonly target: ServiceTarget;
  /** Among identified callers. */
  readonly avoided: Ranged;
  /** Of all calls in the window, the share whose caller is known; > 0. */
  readonly matchedShare: number;
  /** What the told would have called at the rate of those waiting: one for each bin of the measurement. */
  readonly expected: readonly (TimeRange & { readonly calls: number })[];
}

/** What callers met, or would have met. Shares are fractions of 1 and count every offered call. */
export interface HoldService {
  readonly calls: number;
  readonly waitSeconds: number;
  readonly abandonShare: number;
  readonly serviceLevel: number;
  readonly occupancy: number;
}

export interface HoldInterval extends TimeRange {
  readonly agents: number;
  readonly calls: number;
  readonly callsWithout: number;
  readonly waitSeconds: number;
  readonly waitSecondsWithout: number;
  /** Whole agents on duty that the target takes. */
  readonly agentsNeeded: number;
  readonly agentsNeededWithout: number;
}

export interface HoldTime {
  readonly withNotice: HoldService;
  /** `low` and `high` are those of the avoided calls: at `high` callers would have waited longest. */
  readonly without: { readonly value: HoldService; readonly low: HoldService; readonly high: HoldService };
  readonly intervals: readonly HoldInterval[];
  /** Of agents on duty: the difference of the whole agents that the target takes, added up over the intervals. */
  readonly agentHours: Ranged;
  /** Avoided calls times handle time. */
  readonly talkHours: Ranged;
  /** The most agents that any interval would have taken beyond what it took. */
  readonly mostAgents: number;
  readonly avoidedOfAll: Ranged;
}

/** Staffing is by the half-hour, as rosters are. */
const STAFFING_SECONDS = 1_800;
const SMOOTHED = 2;

/**
 * The queue of the measured window, and as it would have been with the calls that the notice avoided. Both are the model's, and start from the
 * same queue; nothing is said of later, when those calls would still have been in it. A generator only so that it can give way.
 *
 * @throws RangeError where the law or a count is out of its bounds.
 */
export function* holdTime(inputs: HoldTimeInputs): Generator<void, HoldTime> {
  const { window, avoided, matchedShare } = inputs;
  const avoidedOfAll = eachEnd(avoided, (value) => value / matchedShare);
  const shares = sharesOf(inputs);
  const withNotice = yield* served(inputs, window.map(({ calls }) => calls));
  const lifted = (calls: number) => served(inputs, window.map((step, place) => Math.max(0, step.calls + calls * shares[place]!)));
  const [value, low, high] = [yield* lifted(avoidedOfAll.value), yield* lifted(avoidedOfAll.low), yield* lifted(avoidedOfAll.high)];
  const needed = { with: needs(inputs, withNotice.calls), value: needs(inputs, value.calls), low: needs(inputs, low.calls), high: needs(inputs, high.calls) };
  const hours = (other: readonly number[]) => other.reduce((sum, agents, place) => sum + ((agents - needed.with[place]!) * blockSeconds(inputs, place)) / 3_600, 0);
  return {
    withNotice: summed(inputs, withNotice),
    without: { value: summed(inputs, value), low: summed(inputs, low), high: summed(inputs, high) },
    intervals: intervalsOf(inputs, withNotice, value, needed),
    agentHours: { value: hours(needed.value), low: hours(needed.low), high: hours(needed.high) },
    talkHours: eachEnd(avoidedOfAll, (calls) => (calls * inputs.law.handleSeconds) / 3_600),
    mostAgents: Math.max(0, ...needed.value.map((agents, place) => agents - needed.with[place]!)),
    avoidedOfAll,
  };
}

const eachEnd = ({ value, low, high }: Ranged, of: (value: number) => number): Ranged => ({ value: of(value), low: of(low), high: of(high) });

interface Served {
  readonly calls: readonly number[];
  readonly service: readonly IntervalService[];
}

function* served({ before, window, stepSeconds, law, target }: HoldTimeInputs, calls: readonly number[]): Generator<void, Served> {
  const steps = [...before, ...window.map((step, place) => ({ ...step, calls: calls[place]! }))].map((step) => ({ calls: step.calls, agents: step.agents * law.availability }));
  const { handleSeconds, patienceSeconds } = law;
  const service: IntervalService[] = [];
  for (const step of throughIntervals(steps, { intervalSeconds: stepSeconds, handleSeconds, patienceSeconds, thresholdSeconds: target.thresholdSeconds })) {
    service.push(step);
    yield;
  }
  return { calls, service: service.slice(before.length) };
}

/**
 * How the avoided calls lie over the window: as those that the told would have made, smoothed, since a single bin is mostly chance. Even to both
 * sides, so that the rise of the told is not bent; their ordinary calls are among them.
 */
function sharesOf({ window, expected, stepSeconds }: HoldTimeInputs): readonly number[] {
  const smooth = expected.map((_, bin) => {
    const reach = Math.min(SMOOTHED, bin, expected.length - 1 - bin);
    const near = expected.slice(bin - reach, bin + reach + 1);
    return near.reduce((sum, { calls }) => sum + Math.max(0, calls), 0) / near.length;
  });
  const weights = window.map(({ at }) => {
    const [from, until] = [at.getTime(), at.getTime() + stepSeconds * 1_000];
    return expected.reduce((sum, bin, place) => {
      const [begins, ends] = [bin.from.getTime(), bin.until.getTime()];
      return sum + (smooth[place]! * overlap(from, until, begins, ends)) / (ends - begins);
    }, 0);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : window.map(() => 1 / window.length);
}

function summed({ window }: HoldTimeInputs, { calls, service }: Served): HoldService {
  const all = calls.reduce((sum, n) => sum + n, 0);
  const byCall = (of: (one: IntervalService) => number) => (all === 0 ? 0 : service.reduce((sum, one, place) => sum + of(one) * calls[place]!, 0) / all);
  const agents = window.reduce((sum, step) => sum + step.agents, 0);
  return {
    calls: all,
    waitSeconds: byCall(({ waitSeconds }) => waitSeconds),
    abandonShare: all === 0 ? 0 : Math.min(1, service.reduce((sum, { abandoned }) => sum + abandoned, 0) / all),
    serviceLevel: byCall(({ serviceLevel }) => serviceLevel!),
    occupancy: agents === 0 ? 0 : service.reduce((sum, { occupancy }, place) => sum + occupancy * window[place]!.agents, 0) / agents,
  };
}

const stepsOfBlock = ({ stepSeconds }: HoldTimeInputs): number => Math.max(1, Math.round(STAFFING_SECONDS / stepSeconds));
const blockCount = (inputs: HoldTimeInputs): number => Math.ceil(inputs.window.length / stepsOfBlock(inputs));

/** The steps of a staffing interval; the last may be short. */
function blockOf<Value>(inputs: HoldTimeInputs, values: readonly Value[], block: number): readonly Value[] {
  const steps = stepsOfBlock(inputs);
  return values.slice(block * steps, (block + 1) * steps);
}

const blockSeconds = (inputs: HoldTimeInputs, block: number): number => blockOf(inputs, inputs.window, block).length * inputs.stepSeconds;

/** Whole agents on duty that each staffing interval takes. */
function needs(inputs: HoldTimeInputs, calls: readonly number[]): readonly number[] {
  const { handleSeconds, patienceSeconds, availability } = inputs.law;
  const { thresholdSeconds, targetShare } = inputs.target;
  return Array.from({ length: blockCount(inputs) }, (_, block) => {
    const callsPerSecond = sum(blockOf(inputs, calls, block)) / blockSeconds(inputs, block);
    if (callsPerSecond === 0) return 0;
    return Math.ceil(agentsFor({ callsPerSecond, handleSeconds, patienceSeconds }, thresholdSeconds, targetShare) / availability - 1e-9);
  });
}

function intervalsOf(inputs: HoldTimeInputs, withNotice: Served, without: Served, needed: { readonly with: readonly number[]; readonly value: readonly number[] }): readonly HoldInterval[] {
  return Array.from({ length: blockCount(inputs) }, (_, block) => {
    const steps = blockOf(inputs, inputs.window, block);
    const wait = ({ calls, service }: Served): number => {
      const [own, met] = [blockOf(inputs, calls, block), blockOf(inputs, service, block)];
      return sum(own) === 0 ? 0 : met.reduce((total, { waitSeconds }, place) => total + waitSeconds * own[place]!, 0) / sum(own);
    };
    return {
      from: steps[0]!.at, until: new Date(steps[0]!.at.getTime() + steps.length * inputs.stepSeconds * 1_000),
      agents: sum(steps.map(({ agents }) => agents)) / steps.length,
      calls: sum(blockOf(inputs, withNotice.calls, block)), callsWithout: sum(blockOf(inputs, without.calls, block)),
      waitSeconds: wait(withNotice), waitSecondsWithout: wait(without),
      agentsNeeded: needed.with[block]!, agentsNeededWithout: needed.value[block]!,
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
