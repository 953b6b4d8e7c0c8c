import type { Channel } from '../../audience/contract.js';

/** Whose limit a bucket holds. */
export const LIMIT_KINDS = ['account', 'sender', 'domain'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

export interface BucketParts {
  readonly channel: Channel;
  readonly kind: LimitKind;
  /** Of the provider, the sender or the mailbox domain. */
  readonly name: string;
}

/** What a bucket is called in the database, by every instance: "email:smtp:second", "sms:sender:+12025550100", "email:domain:gmail.com". */
export const bucketName = ({ channel, kind, name }: BucketParts): string => (kind === 'account' ? `${channel}:${name}` : `${channel}:${kind}:${name}`);

/** @returns null for what is not named like that. */
export function bucketParts(bucket: string): BucketParts | null {
  const [, channel, kind, name] = /^(email|sms):(?:(sender|domain):)?(.+)$/.exec(bucket) ?? [];
  if (channel === undefined || name === undefined) return null;
  return { channel: channel as Channel, kind: (kind as LimitKind | undefined) ?? 'account', name };
}
