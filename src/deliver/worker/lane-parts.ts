import { type Clock } from '../../platform/clock/clock.js';
import { type Transactions } from '../../platform/database/transactions.js';
import { type Log } from '../../platform/logging/log.js';
import { type PlanCache } from '../plan-cache.js';
import type { ClaimRepository } from '../store/claim.repository.js';
import type { RateRepository } from '../store/rate.repository.js';
import type { BegunMarks } from './begun-marks.js';
import type { NoticeRotation } from './notice-rotation.js';
import type { Outlet } from './outlet.js';
import type { ProviderWatch } from './provider-watch.js';
import type { Route } from './route.js';
import type { ThrottledDomains } from './throttled-domains.js';

/** What the lane works with; all but the outlet and its routes is the same for every channel. */
export interface LaneParts {
  readonly outlet: Outlet;
  readonly routes: readonly Route[];
  readonly owner: string;
  readonly leaseSeconds: number;
  readonly claims: ClaimRepository;
  readonly rates: RateRepository;
  readonly throttled: Pick<ThrottledDomains, 'called' | 'throttle'>;
  readonly transactions: Transactions;
  readonly plans: PlanCache;
  readonly rotation: NoticeRotation;
  readonly watch: Pick<ProviderWatch, 'heard'>;
  readonly marks: BegunMarks;
  readonly clock: Clock;
  readonly log: Log;
}
