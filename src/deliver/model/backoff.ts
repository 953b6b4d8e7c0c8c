export interface BackoffPolicy {
  readonly baseMs: number;
  readonly capMs: number;
}

/** A mailbox that asks for patience wants minutes; greylisting lets the second try through after one to five. */
export const EMAIL_RETRY: BackoffPolicy = { baseMs: 60_000, capMs: 4 * 3_600_000 };
export const SMS_RETRY: BackoffPolicy = { baseMs: 15_000, capMs: 4 * 3_600_000 };

/**
 * How long to wait before the next try: evenly random between nothing and an exponentially growing bound, so that those who were
 * turned away together don't come back together.
 *
 * @param tries  Tries so far, at least 1.
 * @param random  In [0, 1).
 * @source "Full jitter": Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
 */
export function fullJitterMs({ baseMs, capMs }: BackoffPolicy, tries: number, random: number): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(Math.max(tries, 1) - 1, 30)));
}
