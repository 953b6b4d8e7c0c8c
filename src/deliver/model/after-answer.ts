import type { Channel } from '../../audience/contract.js';
import type { MessageState } from '../contract.js';
import type { Answer } from './answer.js';
import { EMAIL_RETRY, fullJitterMs, SMS_RETRY } from './backoff.js';

export type AttemptEnd = 'accepted' | 'refused' | 'deferred' | 'unanswered' | 'handed-back';

/** What an answer makes of the message and of the attempt. */
export interface Change {
  readonly state: Extract<MessageState, 'sent' | 'bounced' | 'failed' | 'pending' | 'unknown'>;
  readonly attempt: AttemptEnd;
  readonly providerId: string | null;
  readonly code: string | null;
  readonly reason: string | null;
  /** Real milliseconds before a `pending` message may be tried again; null is at once. */
  readonly retryMs: number | null;
  /** Why a `pending` message waits, where it is not its own doing. */
  readonly held: string | null;
  /** True where a `pending` message waits for its mailbox: if its time runs out so, it is a soft bounce. */
  readonly soft: boolean;
}

/** The shortest wait after "try later", whatever chance or the provider says: a loop must not be tight. */
const LEAST_WAIT_MS = 1_000;

/**
 * @param tries  Tries of this message so far, this one included.
 * @param random  In [0, 1).
 */
export function changeAfter(answer: Answer, channel: Channel, tries: number, random: number): Change {
  const silent = { providerId: null, retryMs: null, held: null, soft: false };
  switch (answer.kind) {
    case 'accepted':
      return { ...silent, state: 'sent', attempt: 'accepted', providerId: answer.providerId, code: answer.code, reason: null };
    case 'refused':
      return { ...silent, state: answer.state, attempt: 'refused', code: answer.code, reason: answer.reason };
    case 'deferred': {
      const jitter = fullJitterMs(channel === 'email' ? EMAIL_RETRY : SMS_RETRY, tries, random);
      const retryMs = Math.max(LEAST_WAIT_MS, answer.retryAfterMs === null ? jitter : answer.retryAfterMs + Math.round(random * 0.1 * answer.retryAfterMs));
      return { ...silent, state: 'pending', attempt: 'deferred', code: answer.code, reason: answer.reason, retryMs, soft: answer.soft };
    }
    case 'unreached':
    case 'misconfigured':
      return { ...silent, state: 'pending', attempt: 'handed-back', code: answer.code, reason: answer.reason, held: answer.reason };
    case 'unanswered':
      return { ...silent, state: 'unknown', attempt: 'unanswered', code: answer.code, reason: answer.reason };
  }
}
