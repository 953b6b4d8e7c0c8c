import type { Channel } from '../../audience/contract.js';
import type { CustomerId, MessageId } from '../../kernel/ids.js';
import type { MessageState } from '../contract.js';

/** Why a person is written to on the next channel. */
export const FOLLOW_REASONS = ['bounced', 'failed', 'suppressed', 'no-receipt'] as const;
export type FollowReason = (typeof FOLLOW_REASONS)[number];

/** A message as the ladder judges it. */
export interface LadderMessage {
  readonly id: MessageId;
  readonly channel: Channel;
  readonly state: MessageState;
  /** Business time. */
  readonly handedOverAt: Date | null;
  /** How often the provider was asked about it, and had no final word. */
  readonly receiptAsks: number;
  /** A person's word, or anything else that ends it: nothing more is waited for. */
  readonly settled: boolean;
}

/**
 * Why it is the next channel's turn; null while the message can still arrive, where it did, and where nobody knows (a doubt is settled
 * first). An e-mail that was handed over counts as told: a plain relay says no more of it. So does a text that a person took for told.
 *
 * A text without a receipt is given up only after the provider was asked about it, since its callbacks may have been lost while we
 * were down; where the provider can't be asked either, after twice the time.
 */
export function whyNext({ channel, state, handedOverAt, receiptAsks, settled }: LadderMessage, noReceiptMinutes: number, now: Date): FollowReason | null {
  if (state === 'bounced' || state === 'failed' || state === 'suppressed') return state;
  if (state !== 'sent' || channel !== 'sms' || handedOverAt === null || settled) return null;
  const waitedMinutes = (now.getTime() - handedOverAt.getTime()) / 60_000;
  return waitedMinutes >= noReceiptMinutes * (receiptAsks > 0 ? 1 : 2) ? 'no-receipt' : null;
}

/** The other address of a member whose message failed him; who has none has no such row. */
export interface NextRung {
  /** The message that failed him. */
  readonly fallenId: MessageId;
  readonly customerId: CustomerId;
  readonly draw: number;
  readonly waveNo: number;
  readonly channel: Channel;
  readonly address: string;
  readonly addressHash: string;
  /** The address must not be used either. */
  readonly barred: boolean;
}

/** A message to be written, and for whom it stands. */
export interface NextMessage extends Pick<NextRung, 'customerId' | 'waveNo' | 'channel' | 'address' | 'addressHash'> {
  readonly followsId: MessageId;
  readonly why: FollowReason;
  readonly members: readonly CustomerId[];
}

/**
 * One message for each next address: members who share it get it together, in the earliest of their waves, and who comes first in
 * the draw stands for all.
 *
 * @param why  By message, as `whyNext` has it; what is not in it is left alone.
 */
export function nextMessages(why: ReadonlyMap<MessageId, FollowReason>, rungs: readonly NextRung[]): readonly NextMessage[] {
  const open = rungs.filter(({ fallenId, barred }) => !barred && why.has(fallenId));
  return [...Map.groupBy(open, ({ channel, addressHash }) => `${channel} ${addressHash}`).values()].map((sharing) => {
    const first = sharing.reduce((best, one) => (comesBefore(one, best) ? one : best));
    const { customerId, channel, address, addressHash, fallenId } = first;
    const waveNo = Math.min(...sharing.map((one) => one.waveNo));
    return { customerId, channel, address, addressHash, waveNo, followsId: fallenId, why: why.get(fallenId)!, members: sharing.map((one) => one.customerId) };
  });
}

const comesBefore = (a: NextRung, b: NextRung): boolean => a.draw < b.draw || (a.draw === b.draw && BigInt(a.customerId) < BigInt(b.customerId));
