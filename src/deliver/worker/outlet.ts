import type { Channel } from '../../audience/contract.js';
import type { Answer } from '../model/answer.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { SendablePlan } from '../plan-cache.js';

/** A message ready to leave. */
export interface Load {
  /** What it takes from the rate: e-mails, or segments of a text. */
  readonly cost: number;
  /** SHA-256 (hex) of what the reader gets. */
  readonly bodyHash: string;
  /** `stillOurs` says whether the lease holds: who wakes up after a freeze must not hand over what others may have taken up since. */
  readonly send: (signal: AbortSignal, stillOurs: () => boolean) => Promise<Answer>;
}

/** A channel as the lane drives it: how a message is made and handed over. */
export interface Outlet {
  readonly channel: Channel;
  readonly provider: string;
  /** Messages under way at once. */
  readonly connections: number;
  /** Cost that may leave in a second, all instances together. */
  readonly perSecond: number;
  /** Whose name it goes out under; what is wrong with one sender holds nobody else up. */
  senderOf(plan: SendablePlan): string;
  /** Null where this member's text can't be made: proved impossible before the approval, so it is a fault of ours. */
  load(message: ClaimedMessage, plan: SendablePlan): Load | null;
  selfCheck(): Promise<string | null>;
  close(): Promise<void>;
}
