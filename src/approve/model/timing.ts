import type { Notice } from '../contract.js';
import { lateGroupFault } from './late-group.js';
import { type Peopled, quietFault, scheduleFault, type ScheduleFault, strataOf } from './schedule.js';

/** What is wrong with waves and late group of a notice, were it approved at `approvedAt`; null where nothing is. */
export const waveFault = (notice: Pick<Notice, 'schedule' | 'policies' | 'type'>, members: number, approvedAt: Date): ScheduleFault | null =>
  scheduleFault(notice.schedule, members, approvedAt) ?? lateGroupFault(notice, approvedAt, notice.policies.phones?.tellWithinHours ?? null);

/** As `waveFault`, and with where its people live: whether quiet hours leave each of them a time. */
export const timingFault = (notice: Pick<Notice, 'schedule' | 'policies' | 'type' | 'sender'>, members: number, peopled: Peopled, approvedAt: Date): ScheduleFault | null =>
  waveFault(notice, members, approvedAt) ?? quietFault(strataOf(notice, peopled, approvedAt), notice.schedule);
