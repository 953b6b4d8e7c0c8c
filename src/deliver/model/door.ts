import { type Answer } from './answer.js';
import { fullJitterMs } from './backoff.js';

/**
 * Whether a provider may be used by this process. It shuts where it can't be reached, tells us to wait, or needs a person, and lets
 * one message through after a while to see. `until` is real time in milliseconds.
 */
export type Door =
  | { readonly state: 'open' }
  | { readonly state: 'shut'; readonly until: number; readonly times: number; readonly cause: 'unreached' | 'throttled' | 'misconfigured'; readonly code: string; readonly reason: string };

export const OPEN: Door = { state: 'open' };

const UNREACHED = { baseMs: 500, capMs: 30_000 };
const THROTTLED = { baseMs: 1_000, capMs: 30_000 };
/** However long a provider keeps us out, one message in an hour sees whether it still does: the time may be a slip, and no person can open the door. */
const LONGEST_THROTTLED_MS = 3_600_000;
/** A wrong setting is put right by a person: trying it once in a while costs one message's try and needs no restart. */
const MISCONFIGURED_MS = 30_000;
const MISCONFIGURED_CAP_MS = 300_000;

/**
 * The door after an answer.
 *
 * @param now  Real time, milliseconds.
 * @param random  In [0, 1).
 */
export function doorAfter(door: Door, answer: Answer, now: number, random: number): Door {
  const cause = causeOf(answer);
  if (cause === null) return answer.kind === 'unanswered' ? door : OPEN;
  // Answers to what was already under way when it shut say nothing new.
  if (door.state === 'shut' && door.until > now && rank(door.cause) >= rank(cause)) return door;
  const times = door.state === 'shut' ? door.times + 1 : 1;
  const { code, reason } = answer as Extract<Answer, { reason: string }>;
  return { state: 'shut', until: now + waitMs(cause, times, random, answer), times, cause, code, reason };
}

/** A half-open door lets a single message through. */
export function room(door: Door, now: number): 'any' | 'one' | 'none' {
  if (door.state === 'open') return 'any';
  return door.until <= now ? 'one' : 'none';
}

type Cause = Extract<Door, { state: 'shut' }>['cause'];

function causeOf(answer: Answer): Cause | null {
  if (answer.kind === 'unreached' || answer.kind === 'misconfigured') return answer.kind;
  // Throttling slows the shared rate; only a provider that names a time keeps us out for that time.
  return answer.kind === 'deferred' && answer.slowDown && answer.retryAfterMs !== null ? 'throttled' : null;
}

const rank = (cause: Cause): number => ['throttled', 'unreached', 'misconfigured'].indexOf(cause);

function waitMs(cause: Cause, times: number, random: number, answer: Answer): number {
  if (cause === 'misconfigured') return Math.min(MISCONFIGURED_CAP_MS, MISCONFIGURED_MS * 2 ** (times - 1));
  const policy = cause === 'unreached' ? UNREACHED : THROTTLED;
  const own = answer.kind === 'deferred' ? Math.min(LONGEST_THROTTLED_MS, answer.retryAfterMs ?? 0) : 0;
  return Math.max(own, policy.baseMs / 2 + fullJitterMs(policy, times, random));
}
