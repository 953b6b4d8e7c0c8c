import type { Channel } from '../../audience/contract.js';
import type { MessageState, ReceiptEvent, ReceiptOutcome } from '../contract.js';

/** How far along a message is by what providers have said. States only move up; the first final word stays. */
const RANK: Readonly<Record<ReceiptEvent['status'], number>> = { accepted: 1, sent: 2, delivered: 3, bounced: 3, failed: 3 };
/** A mail server that takes a message and then can't place it sends it back: what comes back did not arrive, whichever is heard first. */
const MAIL_RANK: typeof RANK = { ...RANK, bounced: 4, failed: 4 };

/** A message as far as receipts touch it. */
export interface Receivable {
  readonly channel: Channel;
  readonly state: MessageState;
  readonly rank: number;
  /** By which the provider knows it; null until it is known. */
  readonly providerId: string | null;
}

/** What the receipts of one message make of it together. */
export interface ReceiptChange {
  readonly rank: number;
  readonly state: Extract<MessageState, 'sent' | 'delivered' | 'bounced' | 'failed'>;
  readonly providerId: string | null;
  /** Of a failure; null otherwise. */
  readonly code: string | null;
  readonly reason: string | null;
  readonly occurredAt: Date;
  /** When it was taken, by the earliest receipt that proves it. */
  readonly provedAt: Date;
}

/**
 * Folds events into one message, in the order in which they came, which need not be the order in which they happened.
 *
 * Whatever the message's state is, a receipt moves it: it proves that the provider has the message, even where we had given the
 * attempt up, taken it for lost, or cancelled what we believed had never left.
 *
 * What only says that the provider has it is nothing new where it is `sent` under that id: two of the three callbacks of most texts.
 *
 * A text that was sent again in doubt may be there twice. Whichever copy arrives, the person was told; what failed says nothing of the other.
 *
 * @returns An outcome for each event, and the change; null where nothing is new.
 */
export function foldReceipts(message: Receivable, events: readonly ReceiptEvent[]): { readonly outcomes: readonly ReceiptOutcome[]; readonly change: ReceiptChange | null } {
  const ranks = message.channel === 'email' ? MAIL_RANK : RANK;
  let change: ReceiptChange | null = null;
  const outcomes = events.map((event): ReceiptOutcome => {
    const rank = ranks[event.status];
    const now = { channel: message.channel, state: change?.state ?? message.state, rank: change?.rank ?? message.rank, providerId: message.providerId ?? change?.providerId ?? null };
    if (!(isAnotherCopy(now, event) ? isNewsOfCopy(now, event, rank) : rank > now.rank)) return 'stale';
    if (change === null && rank < RANK.delivered && message.state === 'sent' && message.providerId === event.providerId) return 'stale';
    const failure = isFailure(event.status);
    change = {
      rank,
      state: event.status === 'accepted' ? 'sent' : event.status,
      providerId: event.providerId ?? change?.providerId ?? null,
      code: failure ? event.code : null,
      reason: failure ? event.reason : null,
      occurredAt: event.occurredAt,
      provedAt: change && change.provedAt < event.occurredAt ? change.provedAt : event.occurredAt,
    };
    return 'applied';
  });
  return { outcomes, change };
}

const isFailure = (status: string): boolean => status === 'bounced' || status === 'failed';

/** Of another text than the one under whose id the message is known. Mails have one id, however often they are sent. */
const isAnotherCopy = ({ channel, providerId: known }: Receivable, { providerId }: ReceiptEvent): boolean =>
  channel === 'sms' && known !== null && providerId !== null && providerId !== known;

const isNewsOfCopy = ({ state, rank: known }: Receivable, { status }: ReceiptEvent, rank: number): boolean =>
  status === 'delivered' ? state !== 'delivered' : !isFailure(status) && rank > known;
