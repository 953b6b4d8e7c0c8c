import type { CallOutcome } from '../contract.js';

/** How a call ended, as far as one message of the provider tells. */
export interface CallEnd {
  readonly outcome: CallOutcome;
  /** null where nobody talked. */
  readonly talkSeconds: number | null;
}

/**
 * Reads the CallStatus of a whole call.
 *
 * @param seconds  CallDuration, or null.
 * @returns null while the call goes on, and for a status that this version does not know.
 */
export function endOfCall(status: string, seconds: number | null): CallEnd | null {
  switch (status) {
    case 'completed':
      // Twilio's word for a call that was connected. Whether a person took it, the result of the dialled leg says.
      return { outcome: 'answered', talkSeconds: seconds };
    case 'busy':
      return { outcome: 'busy', talkSeconds: null };
    case 'failed':
      return { outcome: 'failed', talkSeconds: null };
    case 'no-answer':
    case 'canceled':
      return { outcome: 'abandoned', talkSeconds: null };
    default:
      return null;
  }
}

/** Reads the DialCallStatus of the leg to the contact centre; it knows better than the whole call whether a person answered. */
export function endOfDial(status: string, seconds: number | null): CallEnd | null {
  return status === 'answered' ? endOfCall('completed', seconds) : endOfCall(status, seconds);
}

/** Statuses of a call that goes on; what is neither these nor an end is new to this version. */
export const isUnderWay = (status: string): boolean => ['queued', 'initiated', 'ringing', 'in-progress'].includes(status);
