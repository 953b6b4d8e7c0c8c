import type { ReceiptEvent } from '../../deliver/contract.js';
import { deliveryError } from './delivery-error.js';

/** What a callback says in the product's words. */
export type HeardStatus = Pick<ReceiptEvent, 'status' | 'reason'>;

const PLAIN: ReadonlyMap<string, ReceiptEvent['status']> = new Map([
  ['queued', 'accepted'],
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
]);

/**
 * Reads Twilio's MessageStatus.
 *
 * @param code  Its ErrorCode, or null.
 * @returns null for a status that this version does not know: it is recorded, and nobody guesses what it means.
 * @source Enum `message_enum_status` of Twilio's OpenAPI 2010-04-01, and the guide "Outbound Message Status in Status Callbacks".
 */
export function heardStatus(status: string, code: string | null): HeardStatus | null {
  const plain = PLAIN.get(status);
  if (plain) return { status: plain, reason: null };
  switch (status) {
    case 'undelivered': {
      const { verdict, reason } = deliveryError(code);
      return { status: verdict, reason };
    }
    case 'failed':
      return { status: 'failed', reason: deliveryError(code).reason };
    case 'canceled':
      return { status: 'failed', reason: 'The text was cancelled at Twilio before it went out.' };
    default:
      return null;
  }
}
