import type { LateGroup, NoticeType, Schedule } from '../contract.js';
import { expiryOf, type ScheduleFault, startOf } from './schedule.js';

/** Fewer are too few to compare with; more would be told late for no better figure. */
export const LEAST_LATE_PERCENT = 2;
export const MOST_LATE_PERCENT = 10;
/** As long as calls are watched after the last wave. */
export const LONGEST_LATE_HOURS = 14 * 24;
const HOUR_MS = 3_600_000;

/** Of how many people the late group is, or about as many: a household stays together. */
export const latePeople = (members: number, percent: number): number => members - Math.floor((members * (100 - percent)) / 100);

/** When the late group is told, for a notice approved at `approvedAt`; null without one. */
export function lateGroupAt({ lateGroup, ...schedule }: Schedule, approvedAt: Date): Date | null {
  return lateGroup ? new Date(startOf(schedule, approvedAt).getTime() + lateGroup.afterHours * HOUR_MS) : null;
}

/**
 * What is wrong with telling a group later, were the notice approved at `approvedAt`; null where nothing is, or nobody is told later.
 *
 * @param tellWithinHours  Hours after approval by which everybody must have been told, by law or by the company's word; null where nothing is set.
 */
export function lateGroupFault({ schedule, type }: { readonly schedule: Schedule; readonly type: NoticeType }, approvedAt: Date, tellWithinHours: number | null): ScheduleFault | null {
  const at = lateGroupAt(schedule, approvedAt);
  if (at === null) return null;
  if (type === 'correction') return { code: 'late-group-of-correction', message: 'What was wrong is put right for everybody at once: a correction has no late group.' };
  if (!comesLast(schedule, schedule.lateGroup!)) {
    return { code: 'late-group-too-soon', message: `The late group would be told ${schedule.lateGroup!.afterHours} hours after the first wave, and so before or with the last one: tell it later, or take fewer or closer waves.` };
  }
  if (at >= expiryOf(schedule, approvedAt)) {
    return { code: 'expires-before-late-group', message: `The late group would be told after the notice has expired (${schedule.expiresAfterHours} hours after approval): tell it earlier, or let the notice expire later.` };
  }
  if (tellWithinHours !== null && at.getTime() > approvedAt.getTime() + tellWithinHours * HOUR_MS) {
    return { code: 'late-group-past-deadline', message: `Everybody must have been told ${tellWithinHours} hours after approval, and the late group would be told later: that comes before any figure.` };
  }
  return null;
}

/** At least as far from the last wave as that is from the one before. */
const comesLast = ({ waves, waveIntervalMinutes }: Schedule, { afterHours }: LateGroup): boolean => afterHours * 60 >= waves * waveIntervalMinutes;
