import type { AddressMark, ReceiptEvent } from '../../deliver/contract.js';
import { type BounceCode, bounceCode } from '../../kernel/mail-code.js';

/** What a report says in the product's words. `unknownCode`: that it failed is known, and why is not. */
export interface HeardMail {
  readonly status: ReceiptEvent['status'];
  readonly reason: string | null;
  readonly mark: AddressMark;
  readonly unknownCode?: true;
}

const arrived = (mark: AddressMark = 'none'): HeardMail => ({ status: 'delivered', reason: null, mark });
const COMPLAINTS: ReadonlyMap<string, HeardMail> = new Map([
  ['abuse', arrived('complaint')], // the reader called it spam
  ['fraud', arrived('complaint')], // the reader called it phishing
  ['opt-out', arrived('complaint')], // RFC 5965's forerunner: the reader wants no more
  ['not-spam', arrived()], // the reader took it out of the spam folder
  ['virus', arrived()], // a scanner's word, not the reader's
  ['other', arrived()],
]);

/**
 * Reads what a mail reported: `dsn:failed` with its code, `dsn-unproved:…` where the message is named by what others could know as
 * well, `arf:abuse`. What nobody can vouch for marks no address.
 *
 * @returns null for what this version does not know, and for reports that say nothing: nobody guesses.
 * @source RFC 3464, 2.3.3; RFC 5965, 3.1 and 7.3. A complaint proves that the mail arrived.
 */
export function heardMail(status: string, code: string | null): HeardMail | null {
  const [, kind, unproved, word = ''] = /^(dsn|arf)(-unproved)?:(.+)$/.exec(status) ?? [];
  const heard = kind === 'arf' ? (COMPLAINTS.get(word) ?? null) : kind === 'dsn' ? heardReport(word, code) : null;
  return heard && unproved ? { ...heard, mark: 'none' } : heard;
}

function heardReport(action: string, code: string | null): HeardMail | null {
  if (action === 'delivered') return arrived();
  if (action === 'relayed' || action === 'expanded') return { status: 'sent', reason: null, mark: 'none' };
  return action === 'failed' ? heardFailure(code) : null;
}

/** Of mail that surely did not arrive. */
export function heardFailure(code: string | null): HeardMail {
  const known = bounceCode(code);
  if (known) return verdictOf(known);
  return { status: 'failed', reason: code === null ? 'The mail came back without a code.' : `The mail came back with the code ${code}, which is in no table.`, mark: 'none', unknownCode: true };
}

/** What a class makes of the message and of its address. */
export function verdictOf({ class: kind, reason }: BounceCode): HeardMail {
  if (kind === 'blocked') return { status: 'failed', reason, mark: 'none' };
  return { status: 'bounced', reason, mark: kind === 'hard' ? 'hard-bounce' : 'soft-bounce' };
}
