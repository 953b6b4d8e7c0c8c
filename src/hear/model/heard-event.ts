import { heardMail, type HeardMail } from './heard-mail.js';
import { type HeardStatus, heardStatus } from './message-status.js';
import { heardProvider } from './provider-events.js';

/** What a receipt says in the product's words, whoever said it; `unknownCode` where only why it failed is not known. */
export type Heard = HeardStatus & Partial<Pick<HeardMail, 'mark' | 'unknownCode'>>;

/**
 * Reads a receipt as it is on record. Twilio's statuses stand there bare; all others begin with who said them.
 *
 * @returns null for what this version does not know: it is recorded, and nobody guesses what it means.
 */
export function heardEvent(status: string, code: string | null): Heard | null {
  if (!status.includes(':')) return heardStatus(status, code);
  return heardMail(status, code) ?? heardProvider(status, code);
}
