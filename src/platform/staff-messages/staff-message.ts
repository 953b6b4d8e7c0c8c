import type { PersonId } from '../../kernel/ids.js';

/** `alert`: the service's own; goes out while sending to customers is shut. `test`: a look at a draft; waits then. `code`: for whoever is at a page just now. */
export const STAFF_PURPOSES = ['alert', 'test', 'code'] as const;
export type StaffPurpose = (typeof STAFF_PURPOSES)[number];

/** `unknown`: the provider may have it, and is not asked again: whoever waits for it is better served by another way than by a second copy. */
export type StaffMessageState = 'pending' | 'sending' | 'sent' | 'failed' | 'unknown' | 'cancelled';

/** A person who may sign in, by his own address; or somebody by an address that was normalised already (`parseEmail`, `parsePhone`). */
export type StaffRecipient = { readonly person: PersonId } | { readonly address: string };

/** How long each is worth sending, in minutes, where nobody says otherwise. */
export const WORTH_MINUTES: Readonly<Record<StaffPurpose, number>> = { alert: 360, test: 60, code: 10 };

interface Common {
  readonly purpose: StaffPurpose;
  readonly to: StaffRecipient;
  /** Names the message: the same key again is the same message, and nothing is sent twice. At most 200 characters, no personal data. */
  readonly key: string;
  readonly worthMinutes?: number;
}

export interface StaffEmail extends Common {
  readonly channel: 'email';
  readonly subject: string;
  readonly text: string;
  /** Null or absent: made from the text. */
  readonly html?: string | null;
  /** Absent: STAFF_MAIL_FROM, else the first brand. */
  readonly sender?: { readonly name: string; readonly address: string; readonly replyTo: string };
}

export interface StaffSms extends Common {
  readonly channel: 'sms';
  readonly to: { readonly address: string };
  readonly text: string;
  /** Number or Messaging Service; absent is the account's own. */
  readonly from?: string;
}

export type StaffMessage = StaffEmail | StaffSms;

/** How a message stands. */
export interface StaffMessageStanding {
  readonly id: string;
  readonly key: string;
  readonly purpose: StaffPurpose;
  readonly channel: 'email' | 'sms';
  readonly state: StaffMessageState;
  readonly attempts: number;
  /** Of the provider, or ours: "550", "expired". */
  readonly code: string | null;
  readonly reason: string | null;
  /** Real time, as both of these. */
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

/** What is sealed until it has left. */
export interface StaffContent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly sender: { readonly name: string; readonly address: string; readonly replyTo: string } | null;
  readonly smsFrom: string | null;
}
