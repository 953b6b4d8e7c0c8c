import type { Channel, SuppressionReason } from '../../audience/contract.js';
import type { AddressMark, ReceiptEvent } from '../contract.js';
import { isDeadMailbox } from './smtp-reply.js';
import { isDeadNumber } from './twilio-answer.js';

const STOPPED = '21610';

const MARKS: Readonly<Record<Exclude<AddressMark, 'soft-bounce'>, SuppressionReason | null>> = { 'hard-bounce': 'hard-bounce', complaint: 'complaint', 'not-me': 'not-me', none: null };

/** Whether a receipt says that the address itself is not to be used again, and why. */
export function condemned(channel: Channel, { status, code, mark }: Pick<ReceiptEvent, 'status' | 'code' | 'mark'>): SuppressionReason | null {
  if (mark !== undefined) return mark === 'soft-bounce' ? null : MARKS[mark];
  if (status !== 'bounced' && status !== 'failed') return null;
  if (channel === 'email') return isDeadMailbox(code) ? 'hard-bounce' : null;
  if (code === STOPPED) return 'stop';
  return isDeadNumber(code) ? 'dead-number' : null;
}
