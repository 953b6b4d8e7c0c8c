import { type Clock } from '../../platform/clock/clock.js';
import { type Transactions } from '../../platform/database/transactions.js';
import { type Log } from '../../platform/logging/log.js';
import { type PlanCache } from '../plan-cache.js';
import type { ClaimRepository } from '../store/claim.repository.js';
import { type BegunMarks } from './begun-marks.js';
import { type Doors } from './doors.js';
import type { NoticeRotation } from './notice-rotation.js';
import type { Outlet } from './outlet.js';
import type { ResultRecorder } from './result-recorder.js';
import type { TokenPot } from './token-pot.js';

/** What the lane works with; all but the outlet is the same for every channel. */
export interface LaneParts {
  readonly outlet: Outlet;
  readonly owner: string;
  readonly leaseSeconds: number;
  readonly claims: ClaimRepository;
  readonly transactions: Transactions;
  readonly plans: PlanCache;
  readonly recorder: ResultRecorder;
  readonly rotation: NoticeRotation;
  readonly pot: TokenPot;
  readonly doors: Doors;
  readonly marks: BegunMarks;
  readonly clock: Clock;
  readonly log: Log;
}
