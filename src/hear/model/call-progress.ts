import type { CallOutcome } from '../contract.js';

/** How a call, or a leg of it, ended: as far as one message of the provider tells. */
export type CallEnd = Extract<CallOutcome, 'answered' | 'abandoned' | 'busy' | 'failed'>;

/**
 * Reads a CallStatus or DialCallStatus.
 *
 * @returns null while it goes on, and for a status that this version does not know.
 */
export function endOf(status: string): CallEnd | null {
  switch (status) {
    // Twilio's word for a call that was connected; of a whole call, whether a person took it, the leg to the contact centre says.
    case 'completed':
    case 'answered':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'failed':
      return 'failed';
    case 'no-answer':
    case 'canceled':
      return 'abandoned';
    default:
      return null;
  }
}

/** Statuses of a call that goes on; what is neither these nor an end is new to this version. */
export const isUnderWay = (status: string): boolean => ['queued', 'initiated', 'ringing', 'in-progress'].includes(status);

/** A caller who is told what the notice says has pressed a key or is put through by then; a longer call was, and we did not hear of it. */
export const LONGEST_MENU_SECONDS = 60;
