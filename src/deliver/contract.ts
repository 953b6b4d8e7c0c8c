import type { PhonePace } from '../approve/contract.js';
import type { Channel } from '../audience/contract.js';
import type { Actor } from '../kernel/actor.js';
import type { CustomerId, IncidentId, MessageId, NoticeId } from '../kernel/ids.js';
import type { PacePrior } from './model/pace-prior.js';

export { type PacePrior, pacePrior } from './model/pace-prior.js';

export const MESSAGE_STATES = ['pending', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'suppressed', 'cancelled'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What became of a member: one of these, and all of them together are the members. */
export const OUTCOMES = ['pending', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'suppressed', 'unreachable', 'cancelled'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The sum: every outcome is there, zero or not; `members` is counted on its own from the frozen audience, so that the sum can fail. */
export interface LedgerSum {
  readonly members: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly adds: boolean;
}

/** Names of the Twilio accounts in the ledger, by which receipts and look-ups find their way. */
export const TWILIO_PROVIDERS = { first: 'twilio', second: 'twilio:second' } as const;

/** Names of the mail relays there, whoever runs them. */
export const RELAYS = { first: 'smtp', second: 'smtp:second' } as const;

/** Names of the made-up providers of exercises; no other name begins so, and the database holds each to its own messages. */
export const EXERCISE_PROVIDERS = { email: 'exercise-email', sms: 'exercise-sms' } as const;

/** What the name begins with under which a worker holds messages of exercises. */
export const EXERCISE_OWNER = 'exercise:';

/** What a provider says later about a message that it took. */
export interface ReceiptEvent {
  readonly provider: string;
  /** Our id, which came back in the callback's address; null where the provider only knows its own. */
  readonly messageId: MessageId | null;
  readonly providerId: string | null;
  /** In the product's words; `accepted` proves that the provider has the message, and no more. */
  readonly status: 'accepted' | 'sent' | 'delivered' | 'bounced' | 'failed';
  readonly code: string | null;
  readonly reason: string | null;
  readonly occurredAt: Date;
  /** What the report says of the address itself; absent where the code alone decides that. */
  readonly mark?: AddressMark;
}

/** `none`: the address is as good as before. A few soft bounces in a row stop an address for a time, the others until a person lifts it. */
export type AddressMark = 'hard-bounce' | 'soft-bounce' | 'complaint' | 'not-me' | 'none';

export type ReceiptOutcome = 'applied' | 'stale' | 'unknown-message';

/** The ledger's door for what is heard. Order does not matter: a state only moves forward. */
export abstract class Receipts {
  abstract apply(events: readonly ReceiptEvent[]): Promise<readonly ReceiptOutcome[]>;
}

/** What the provider said of a text when it was asked, in its own words. */
export interface AskedReceipt {
  readonly provider: string;
  readonly messageId: MessageId;
  readonly providerId: string;
  readonly status: string;
  readonly code: string | null;
}

export interface Asking {
  readonly asked: number;
  /** How many had a final word: receipts that should have come by themselves. */
  readonly final: number;
}

/** Texts that were handed over and whose final receipt is overdue. */
export abstract class OverdueReceipts {
  /**
   * Asks the provider about some of them, a few at a time; call it again for the next.
   *
   * @param hear  Gets each answer. The ledger must have it by the time it resolves: the ladder relies on having asked.
   */
  abstract ask(hear: (receipt: AskedReceipt) => Promise<void>): Promise<Asking>;
}

/** What reached an address whose reader says that he is not the person whom it was for. */
export abstract class Misdirected {
  /**
   * Whatever an open incident's notices handed over at this address told nobody: it counts as failed, and the ladder goes on where
   * there is one and the notice may still go out. Safe to repeat.
   *
   * @param by  Where it was heard, for the record.
   * @returns messages that are failed now.
   */
  abstract report(channel: Channel, addressHash: string, by: string): Promise<number>;
}

/** The ledger, to be read by those who come after. */
export abstract class Ledger {
  abstract sum(notice: NoticeId): Promise<LedgerSum>;
  /** Those to whom a message of this notice was handed over or delivered, or who are in a file of letters, lowest id first. */
  abstract told(notice: NoticeId): Promise<readonly CustomerId[]>;
}

/**
 * Why nobody is written to though he asks: the notice has not begun, is over or stands still; its approval does not cover the channel or the
 * person; there is no address, it is stopped, is not the one of the frozen audience any more, or was changed while the data lay open; or
 * he has had it often enough today.
 */
export const COPY_REFUSALS = ['not-begun', 'over', 'paused', 'channel', 'not-a-member', 'no-address', 'stopped', 'address-changed', 'changed-in-exposure', 'breached-mailbox', 'often-enough'] as const;
export type CopyRefusal = (typeof COPY_REFUSALS)[number];

/** `copy`: once more. `brought-forward`: his own message goes before its turn. `under-way`: it is leaving this moment. */
export type CopyAnswer = { readonly kind: 'copy' | 'brought-forward' | 'under-way'; readonly messageId: MessageId } | { readonly kind: 'refused'; readonly why: CopyRefusal };

export interface CopyRequest {
  readonly notice: NoticeId;
  readonly customer: CustomerId;
  readonly channel: Channel;
  /** Null: the address on file. Another one is normalised, and comes with what of the person was checked. */
  readonly elsewhere: { readonly address: string; readonly addressHash: string; readonly checked: readonly string[] } | null;
  /** Names the request: the same key again is the same request, and is answered alike. */
  readonly key: string;
  readonly reason: string;
  readonly by: Exclude<Actor, { kind: 'system' }> | { readonly kind: 'customer'; readonly id: string };
}

/** A notice for somebody who asks for it, on the phone or at the desk: the text that was approved, by the path of every other message. */
export abstract class Copies {
  abstract ask(request: CopyRequest): Promise<CopyAnswer>;
}

/** A notice that anybody may read. */
export interface PublicNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  /** When its first wave opened: business time. */
  readonly since: Date;
  /** The brand under which /affected answers for its incident; null where it does not. */
  readonly answeredAs: string | null;
}

/** What stands on the public page: nobody reads it there before the first of those whom it concerns is told. */
export abstract class PublicNotices {
  /**
   * Those whose approved plan says so, that have begun and were not cancelled, oldest first.
   *
   * @returns null while sending is shut: the database may know of less than was told.
   */
  abstract all(): Promise<readonly PublicNotice[] | null>;
}

/** Pause, resume, cancel: they bite within a second, since claims are small and each checks the state. */
export abstract class DispatchControl {
  abstract pause(notice: NoticeId, by: string, reason: string): Promise<void>;
  abstract resume(notice: NoticeId, by: string): Promise<void>;
  abstract cancel(notice: NoticeId, by: string, reason: string): Promise<void>;
}

export const PACE_STATES = ['unseen', 'planned', 'slowed', 'stopped'] as const;
/** `unseen`: nobody has looked at the phones yet, and no wave opens before somebody has. */
export type PaceState = (typeof PACE_STATES)[number];

/** What a pace was worked out from, to be shown beside it. Seconds, and calls in an hour. */
export interface PaceFigures {
  /** null where too few calls are known. */
  readonly holdSeconds: number | null;
  readonly expectedHoldSeconds: number;
  readonly callsPerHour: number;
  /** null where it is not known who is on duty. */
  readonly bearablePerHour: number | null;
  /** Of a thousand people in the four hours after they are told. */
  readonly callsPerThousand: number;
  /** Where `callsPerThousand` began; absent in figures from before it was kept. */
  readonly prior?: PacePrior;
  readonly agents: number | null;
}

/** How fast people may be told just now; never faster than the notice's own waves. */
export interface Pace {
  readonly state: Exclude<PaceState, 'unseen'>;
  /** null: as planned. 0 while it is stopped. */
  readonly peoplePerMinute: number | null;
  /** A sentence. */
  readonly reason: string;
  readonly figures: PaceFigures;
}

/** A running notice that goes by the phones and has waves to open. */
export interface PacedNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly policy: PhonePace;
  readonly state: PaceState;
  readonly members: number;
  readonly waves: number;
  readonly opened: number;
  /** People that its own waves would tell in a minute. */
  readonly plannedPerMinute: number;
  /** Waves that went out: when, and to how many people. */
  readonly told: readonly { readonly at: string; readonly people: number }[];
}

/** Waves go by the phones where the plan says so: who measures hold time says how fast. */
export abstract class PhonePacing {
  abstract paced(): Promise<readonly PacedNotice[]>;
  /** Holds for a few minutes; a pace that nobody renews holds nothing, and the notice goes as planned. */
  abstract set(notice: NoticeId, pace: Pace): Promise<void>;
}
