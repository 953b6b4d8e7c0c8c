import type { MailHeaders } from './mail-headers.js';

/** Whom a mail came from and went to, as the SMTP conversation said. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  readonly smtpUtf8: boolean;
  /** `7bit` or `8bitmime`. */
  readonly bodyType: string;
}

/** What is known of a mail without its text. */
export interface MailSummary extends Envelope, MailHeaders {
  readonly id: string;
  /** Business time, ISO. */
  readonly at: string;
  /** Real time, ISO. */
  readonly receivedAt: string;
  /** Bytes of the message as it arrived. */
  readonly size: number;
}

export interface MailQuery {
  readonly to?: string | undefined;
  readonly messageId?: string | undefined;
  /** A part of a recipient, the subject, the Message-ID or the notice, in any case. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** The id of a mail; only older ones are given. */
  readonly before?: string | undefined;
}

export interface MailCounts {
  readonly total: number;
  readonly recipients: number;
  readonly messageIds: number;
  /** Pairs of recipient and notice that got more than one mail. */
  readonly repeatedForNotice: number;
  readonly bytes: number;
}

export interface RepeatedMail {
  readonly to: string;
  readonly notice: string;
  readonly mails: readonly MailSummary[];
}

/** How an address is compared: no mailbox in use tells capitals apart. */
export function plainAddress(address: string): string {
  return address.trim().toLowerCase();
}
