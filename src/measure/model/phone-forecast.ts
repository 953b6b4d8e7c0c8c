import type { PhonePace } from '../../approve/contract.js';
import { AFTER_HOURS } from './contact-rate.js';
import { overlap } from './person-time.js';
import { mostCalls } from './phone-pace.js';
import { throughIntervals } from './queue-over-time.js';

export interface ForecastInputs {
  readonly members: number;
  /** How the waves open as planned, first to last, in equal parts. */
  readonly waves: number;
  readonly gapMinutes: number;
  readonly callsPerThousand: number;
  /** By everybody else, in an hour, as of late. */
  readonly otherCallsPerHour: number;
  /** There for calls. */
  readonly agents: number;
  readonly handleSeconds: number;
  readonly patienceSeconds: number;
  /** null where the waves open as planned. */
  readonly phones: PhonePace | null;
}

/** What the phones will have to bear. Calls of the told come evenly over the hours after, which is the most that is known of them. */
export interface PhoneForecast {
  readonly calls: number;
  /** At the plan's own pace: the worst quarter of an hour, and when, from the first wave on. */
  readonly worstWaitSeconds: number;
  readonly worstAtMinutes: number;
  /** People a minute that the phones bear, and the minutes from the first wave to the last at that pace; null where the waves don't go by them, or bear no more than none. */
  readonly paced: { readonly peoplePerMinute: number; readonly lastWaveMinutes: number } | null;
}

const STEP_MINUTES = 15;
const STEP_SECONDS = STEP_MINUTES * 60;

/** Calls of the told in each hour from the first wave on, at the plan's own pace; they add up to all of them. */
export function callsByHour({ members, waves, gapMinutes, callsPerThousand }: Pick<ForecastInputs, 'members' | 'waves' | 'gapMinutes' | 'callsPerThousand'>): readonly number[] {
  const hours = Math.ceil((waves - 1) * gapMinutes / 60 + AFTER_HOURS);
  return Array.from({ length: hours }, (_, hour) => (callsPerThousand / 1_000) * members * toldShare(hour * 60, hour * 60 + 60, waves, gapMinutes));
}

/** A generator only so that it can give way. @throws RangeError where a figure is out of its bounds. */
export function* phoneForecast(inputs: ForecastInputs): Generator<void, PhoneForecast> {
  const { members, callsPerThousand, waves, gapMinutes, agents, handleSeconds, patienceSeconds } = inputs;
  const calls = (members * callsPerThousand) / 1_000;
  const steps = Math.ceil(((waves - 1) * gapMinutes + AFTER_HOURS * 60) / STEP_MINUTES);
  const offered = Array.from({ length: steps }, (_, step) => ({ calls: callsIn(step, calls, inputs), agents }));
  let [worstWaitSeconds, worstAtMinutes, step] = [0, 0, 0];
  for (const { waitSeconds } of throughIntervals(offered, { intervalSeconds: STEP_SECONDS, handleSeconds, patienceSeconds })) {
    if (waitSeconds > worstWaitSeconds) [worstWaitSeconds, worstAtMinutes] = [waitSeconds, step * STEP_MINUTES];
    step += 1;
    yield;
  }
  return { calls, worstWaitSeconds, worstAtMinutes, paced: pacedOf(inputs) };
}

function callsIn(step: number, calls: number, { waves, gapMinutes, otherCallsPerHour }: ForecastInputs): number {
  const from = step * STEP_MINUTES;
  return (otherCallsPerHour * STEP_MINUTES) / 60 + calls * toldShare(from, from + STEP_MINUTES, waves, gapMinutes);
}

/** Which part of all calls of the told comes in [from, until), minutes after the first wave. */
function toldShare(from: number, until: number, waves: number, gapMinutes: number): number {
  const after = AFTER_HOURS * 60;
  const parts = Array.from({ length: waves }, (_, wave) => overlap(from, until, wave * gapMinutes, wave * gapMinutes + after) / after);
  return parts.reduce((sum, part) => sum + part, 0) / waves;
}

function pacedOf({ members, waves, gapMinutes, callsPerThousand, otherCallsPerHour, agents, patienceSeconds, phones }: ForecastInputs): PhoneForecast['paced'] {
  if (phones === null) return null;
  const room = mostCalls({ policy: phones, agents, patienceSeconds }) - otherCallsPerHour;
  const peoplePerMinute = (room / 60) * (1_000 / callsPerThousand);
  if (peoplePerMinute <= 0) return null;
  const gap = Math.max(gapMinutes, members / waves / peoplePerMinute);
  return { peoplePerMinute, lastWaveMinutes: (waves - 1) * gap };
}
