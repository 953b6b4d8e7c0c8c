import type { PhonePace } from '../../approve/contract.js';
import type { Pace, PacePrior } from '../../deliver/contract.js';
import { AFTER_HOURS, GUESS_CALLS } from './contact-rate.js';
import { staffedQueue } from './staffed-queue.js';

/** Fewer calls than this tell nothing of how long people wait. */
const LEAST_WAITS = 5;
/** However many call, nobody waits longer on average than he has patience: a target beyond this part of it would bear any number of calls. */
const MOST_OF_PATIENCE = 0.9;
/** Slower than this share of the plan is standing still. */
const CRAWL = 0.02;

export interface PhoneLook {
  readonly policy: PhonePace;
  /** Calls to expect of a thousand people in the `AFTER_HOURS` after they are told: see `contactPrior`. */
  readonly prior: PacePrior;
  /** Agents there for calls just now; null where nobody knows. */
  readonly agents: number | null;
  readonly patienceSeconds: number;
  /** Calls by anybody in an hour, as of late. */
  readonly callsPerHour: number;
  /** Calls by people who were told within `AFTER_HOURS`, and how long they have known: of late, by everybody recognised or not. */
  readonly told: { readonly calls: number; readonly personHours: number; readonly callsPerHour: number };
  /** Waits of the last minutes, of those who still wait so far: their mean, and of how many calls. */
  readonly hold: { readonly seconds: number; readonly calls: number };
  readonly plannedPerMinute: number;
  /** No wave may open just now. */
  readonly stopped: boolean;
}

/**
 * How fast people may be told, so that callers wait no longer than the notice's plan bears.
 *
 * Erlang A turns the bearable wait into the most calls in an hour; what is left of them beside everybody else's calls, over the calls that a
 * person makes who is told, are the people. That contact rate is what earlier incidents brought, or the plan states, and, more and more, the calls of those told so far
 * (a gamma prior worth `GUESS_CALLS`). Once callers wait beyond the limit everything stops until they wait no longer than the target.
 */
export function paceFor(look: PhoneLook): Pace {
  const { policy, agents, hold, plannedPerMinute, callsPerHour } = look;
  const callsPerThousand = contactRate(look);
  const bearablePerHour = agents === null ? null : mostCalls({ ...look, agents });
  const expectedHoldSeconds = agents === null ? 0 : waitAt(callsPerHour, { ...look, agents });
  const holdSeconds = hold.calls >= LEAST_WAITS ? hold.seconds : null;
  const figures = { holdSeconds, expectedHoldSeconds, callsPerHour, bearablePerHour, callsPerThousand, agents, prior: look.prior };
  const wait = Math.max(holdSeconds ?? 0, expectedHoldSeconds);
  if (look.stopped ? wait > policy.targetHoldSeconds : wait > policy.limitHoldSeconds) {
    return { state: 'stopped', peoplePerMinute: 0, figures, reason: `Callers wait ${seconds(wait)}; no wave opens until that is down to ${seconds(policy.targetHoldSeconds)}.` };
  }
  if (bearablePerHour === null) return { state: 'planned', peoplePerMinute: null, figures, reason: 'It is not known how many agents are on duty: the waves open as planned, unless callers wait too long.' };
  const others = Math.max(0, callsPerHour - look.told.callsPerHour);
  const peoplePerMinute = Math.max(0, ((bearablePerHour - others) / 60) * (1_000 / callsPerThousand));
  if (peoplePerMinute >= plannedPerMinute) return { state: 'planned', peoplePerMinute: null, figures, reason: 'The phones keep up with the waves as planned.' };
  if (peoplePerMinute < plannedPerMinute * CRAWL) {
    return { state: 'stopped', peoplePerMinute: 0, figures, reason: `The agents can take ${whole(bearablePerHour)} calls an hour, and as many come in already.` };
  }
  return { state: 'slowed', peoplePerMinute, figures, reason: `The agents can take ${whole(bearablePerHour)} calls an hour, and others make ${whole(others)} of them: ${perMinute(peoplePerMinute)} may be told.` };
}

/** Calls of a thousand people in the hours after they are told. */
function contactRate({ prior, told }: PhoneLook): number {
  const guess = prior.callsPerThousand / 1_000 / AFTER_HOURS;
  return ((told.calls + GUESS_CALLS) / (told.personHours + GUESS_CALLS / guess)) * AFTER_HOURS * 1_000;
}

/** Who answers, and how long callers stay on the line. */
interface Staffed extends Pick<PhoneLook, 'patienceSeconds' | 'policy'> {
  readonly agents: number;
}

/** Mean wait in a steady state; without an agent, until people hang up. A part of an agent counts as that part. */
export function waitAt(callsPerHour: number, { agents, patienceSeconds, policy }: Staffed): number {
  if (callsPerHour <= 0) return 0;
  const [fewer, part] = [Math.floor(agents), agents % 1];
  const wait = (whole: number): number => {
    if (whole === 0) return patienceSeconds; // everybody waits until he hangs up
    const answer = staffedQueue({ callsPerSecond: callsPerHour / 3_600, handleSeconds: policy.handleSeconds, patienceSeconds, agents: whole }, 0);
    return answer.kind === 'steady' ? answer.waitSeconds : Infinity;
  };
  return part === 0 ? wait(fewer) : (1 - part) * wait(fewer) + part * wait(fewer + 1);
}

/** The most calls in an hour with which callers wait no longer than the target, or than most of their patience where that is less. */
export function mostCalls(look: Staffed): number {
  const { agents, patienceSeconds, policy } = look;
  const target = Math.min(policy.targetHoldSeconds, MOST_OF_PATIENCE * patienceSeconds);
  if (agents <= 0 || waitAt(1e-6, look) > target) return 0;
  let [low, high] = [0, (agents * 3_600) / policy.handleSeconds];
  while (waitAt(high, look) <= target) high *= 2;
  for (let halving = 0; halving < 40 && high - low > high * 1e-4; halving += 1) {
    const middle = (low + high) / 2;
    if (waitAt(middle, look) <= target) low = middle;
    else high = middle;
  }
  return low;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const perMinute = (people: number): string => (people >= 10 ? `${whole(people)} people a minute` : people >= 1 ? `${people.toFixed(1)} people a minute` : `${(people * 60).toFixed(0)} people an hour`);

function seconds(value: number): string {
  if (!Number.isFinite(value)) return 'for ever';
  const rounded = Math.round(value);
  if (rounded < 60) return `${rounded} s`;
  return rounded % 60 === 0 ? `${Math.floor(rounded / 60)} min` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}
