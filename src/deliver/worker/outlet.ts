import type { Channel } from '../../audience/contract.js';
import type { Answer } from '../model/answer.js';
import type { Bucket } from '../store/rate.repository.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import type { SendablePlan } from '../plan-cache.js';

/** A provider's account as a channel uses it. */
export interface Line {
  /** Its name in the ledger: receipts and look-ups find the account by it. */
  readonly provider: string;
  /** Messages under way at once. */
  readonly connections: number;
  /** Cost that may leave in a second, all instances together. */
  readonly perSecond: number;
  /** Null where the account answers and would take a message now; else why not, in words. */
  selfCheck(): Promise<string | null>;
  close(): Promise<void>;
}

/** A message ready to leave. */
export interface Load {
  /** What it takes from the rate: e-mails, or segments of a text. */
  readonly cost: number;
  /** SHA-256 (hex) of what the reader gets. */
  readonly bodyHash: string;
  /** The reader's mailbox domain; null where there is none. */
  readonly domain: string | null;
  /** `stillOurs` says whether the lease holds: who wakes up after a freeze must not hand over what others may have taken up since. */
  readonly send: (provider: string, signal: AbortSignal, stillOurs: () => boolean) => Promise<Answer>;
}

/** A channel as the lane drives it: by which accounts, how a message is made and handed over. */
export interface Outlet {
  readonly channel: Channel;
  /** The preferred one first. */
  readonly lines: readonly Line[];
  /** Whose name it goes out under by this provider; what is wrong with one sender holds nobody else up. */
  senderOf(plan: SendablePlan, provider: string): string;
  /** The sender's own bucket; null where only the account's rate counts. */
  bucketOf(sender: string): Bucket | null;
  /** The mailbox domain's bucket, as configured or since it asked for less; null where only the account's rate counts. */
  domainBucket(domain: string | null): Bucket | null;
  /**
   * Begun and not in the ledger yet, at most, the answers that wait to be recorded included: what a kill leaves in doubt, or less. The more,
   * the fewer statements for each message.
   */
  readonly mostUnrecorded: number;
  /** Whether messages may pay the bucket of their mailbox domain too; which, nobody knows before they are claimed. */
  readonly paysByDomain: boolean;
  /** Null where this member's text can't be made: proved impossible before the approval, so it is a fault of ours. */
  load(message: ClaimedMessage, plan: SendablePlan): Load | null;
}
