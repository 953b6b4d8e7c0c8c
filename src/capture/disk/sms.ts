/** Twilio's statuses that the capture uses. A position in this list is what the index keeps, so only ever append. */
export const SMS_STATUSES = [
  'accepted',
  'queued',
  'scheduled',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'canceled',
  'received',
] as const;
export type SmsStatus = (typeof SMS_STATUSES)[number];

/** A message as it was taken, which never changes. Times are ISO. */
export interface Sms {
  readonly sid: string;
  /** Business time. */
  readonly at: string;
  /** Real time. */
  readonly receivedAt: string;
  readonly direction: 'outbound-api' | 'inbound';
  /** Null where a Messaging Service picks the sender when it sends. */
  readonly from: string | null;
  readonly to: string;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly statusCallback: string | null;
  readonly validityPeriodSeconds: number | null;
  /** Business time at which a scheduled message leaves. */
  readonly sendAt: string | null;
  readonly status: SmsStatus;
}

/** A later step in a message's life. */
export interface SmsEvent {
  readonly status: SmsStatus;
  /** Business time, ISO. */
  readonly at: string;
  readonly errorCode: number | null;
  /** The sender that the Messaging Service picked, where it did. */
  readonly from: string | null;
}

/** A message and what became of it; `history` starts with the status that it was taken with. */
export interface SmsRecord {
  readonly sms: Sms;
  readonly history: readonly SmsEvent[];
}

export interface SmsQuery {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly direction?: Sms['direction'] | undefined;
  /** Sent at or after, and at or before, these instants (milliseconds since 1970); unsent messages then fall out. */
  readonly sentFromMs?: number | undefined;
  readonly sentUntilMs?: number | undefined;
  readonly limit: number;
  /** The sid of a message; only older ones are given. */
  readonly before?: string | undefined;
}

export interface SmsCounts {
  readonly total: number;
  readonly recipients: number;
  /** Pairs of recipient and body that were taken more than once. */
  readonly repeatedBody: number;
  readonly segments: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly inbound: number;
}

export interface RepeatedSms {
  readonly to: string;
  readonly body: string;
  readonly messages: readonly { sid: string; at: string }[];
}

const FINAL: readonly SmsStatus[] = ['delivered', 'undelivered', 'failed', 'canceled', 'received'];

/** True where nothing follows. */
export function isFinal(status: SmsStatus): boolean {
  return FINAL.includes(status);
}
