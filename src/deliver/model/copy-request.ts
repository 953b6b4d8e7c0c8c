import type { Channel } from '../../audience/contract.js';
import type { CopyRefusal, MessageState } from '../contract.js';

/** Why a dispatch that was done goes out again; its second end is no news. */
export const ASKED_AGAIN = 'asked for again';
/** Copies of one notice for one person in a day. */
export const MOST_COPIES_IN_A_DAY = 5;
/** Asked for again so soon, the same one is meant. */
export const SAME_REQUEST_MS = 2 * 60_000;

/** The notice and the person in it, as they stand while nothing else may change them. */
export interface Copyable {
  readonly state: 'running' | 'paused' | 'cancelled' | 'finished';
  readonly expired: boolean;
  /** Whether any wave has opened. */
  readonly begun: boolean;
  /** Whether the ledger has the person's row. */
  readonly written: boolean;
  /** The address to write to; null where none is known on this channel. */
  readonly address: string | null;
  /** What bars it, if anything. */
  readonly barredBy: string | null;
  /** Whether the one on file is still the one of the frozen audience; true for another address. */
  readonly sameAsFrozen: boolean;
  /** When the address on file changed last; null where that is not the one written to. */
  readonly changedAt: Date | null;
  /** When the data lay open. */
  readonly exposure: { readonly from: string; readonly until: string } | null;
  readonly breachedMailDomains: readonly string[];
  readonly lastDay: number;
  /** Of the ledger's own message to this address; null where it has none. */
  readonly own: MessageState | null;
}

/**
 * Whether somebody who asks for a notice gets it, and how: a copy, his own message before its turn, or nothing new where it is leaving
 * just now. A STOP and a stopped notice are not to be passed by asking; and an address that was changed while the data lay open may be
 * the thief's.
 */
export function judgeCopy(it: Copyable): { readonly kind: 'copy' | 'brought-forward' | 'under-way' } | { readonly kind: 'refused'; readonly why: CopyRefusal } {
  const why = refusalOf(it);
  if (why !== null) return { kind: 'refused', why };
  if (it.own === 'pending') return { kind: 'brought-forward' };
  return { kind: it.own === 'sending' ? 'under-way' : 'copy' };
}

function refusalOf(it: Copyable): CopyRefusal | null {
  if (it.state === 'cancelled' || it.expired) return 'over';
  if (it.state === 'paused') return 'paused';
  if (!it.begun || !it.written) return 'not-begun';
  if (it.address === null) return 'no-address';
  if (it.barredBy !== null) return 'stopped';
  if (!it.sameAsFrozen) return 'address-changed';
  if (changedInside(it)) return 'changed-in-exposure';
  if (it.breachedMailDomains.includes(it.address.slice(it.address.indexOf('@') + 1).toLowerCase())) return 'breached-mailbox';
  return it.lastDay >= MOST_COPIES_IN_A_DAY ? 'often-enough' : null;
}

const changedInside = ({ changedAt, exposure }: Copyable): boolean =>
  changedAt !== null && exposure !== null && changedAt >= new Date(exposure.from) && changedAt < new Date(exposure.until);

/** Whether the notice may use the channel at all: its texts were approved for it. */
export const isApproved = (channels: string, channel: Channel): boolean => channels === 'preferred' || channels === 'both' || channels === channel;
