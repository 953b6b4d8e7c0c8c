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

/** What bars a person besides suppressions. */
const OTHERS: Readonly<Record<string, string>> = {
  'changed-in-exposure': 'The address was changed while the data lay open, and may be a thief’s.',
  'breached-mailbox': 'The breach opened the mailboxes of this provider.',
  minor: 'The person is a minor, and no address of a parent or guardian is known.',
  deceased: 'The person has died, and no address of a representative is known.',
  represented: 'The person has a representative, and no address of theirs is known.',
  'minor-since': 'The person became known as a minor after the audience was frozen: a parent or guardian is written to by a new audience.',
  'deceased-since': 'The person became known to have died after the audience was frozen: the representative is written to by a new audience.',
  'represented-since': 'The representative became known after the audience was frozen, and is written to by a new audience.',
  'care-over': 'When the audience was frozen somebody was written to in the person’s place, and is no longer: the person is written to by a new audience.',
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
  return SUPPRESSED[code as SuppressionReason] ?? OTHERS[code ?? ''] ?? 'The address is not to be used.';
}
