import type { SendablePlan } from '../plan-cache.js';
import type { Held, RunningNotice } from '../store/claim.repository.js';
import type { Load } from './outlet.js';

/** A message in this process's hands. */
export interface Item extends Held {
  readonly notice: RunningNotice;
  readonly plan: SendablePlan;
  readonly addressHash: string;
  readonly load: Load;
  /** The only provider that may have it: one that may have taken it already. Null where any may. */
  readonly pinnedTo: string | null;
  /** Real milliseconds; after this others may take the message. */
  leaseEnds: number;
}
