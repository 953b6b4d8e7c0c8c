import type { SuppressionReason } from '../../audience/contract.js';
import type { Outcome } from '../contract.js';

const SUPPRESSED: Readonly<Record<SuppressionReason, string>> = {
  stop: 'The person replied STOP.',
  'hard-bounce': 'The mailbox does not exist or takes no mail.',
  'soft-bounce': 'The mailbox has not taken our mail for some time.',
  complaint: 'The person reported our mail as unwanted.',
  'dead-number': 'The number is unknown or takes no texts.',
  'not-me': 'The address belongs to somebody else.',
  preference: 'The person wants no optional notices.',
  manual: 'Somebody of the company stopped this address.',
};

/**
 * Why no message goes to a member, in words.
 *
 * @param code  The suppression's reason; null for whoever has no address.
 * @returns null for an outcome that a message gave: that message says why itself.
 */
export function whyBarred(outcome: Outcome, code: string | null): string | null {
  if (outcome === 'unreachable') return 'No address is known on any channel of this notice.';
  if (outcome !== 'suppressed') return null;
  return SUPPRESSED[code as SuppressionReason] ?? 'The address is not to be used.';
}
