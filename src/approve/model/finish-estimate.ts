import type { Schedule } from '../contract.js';
import { lastWaveAt, startOf } from './schedule.js';

export interface Load {
  /** E-mails, and SMS segments: what the limits count. */
  readonly emails: number;
  readonly segments: number;
}

export interface Limits {
  readonly emailsPerSecond: number;
  readonly segmentsPerSecond: number;
  /** Business seconds in a real second: the limits are real. */
  readonly clockSpeed: number;
}

export interface FinishEstimate {
  /** If it were approved now. */
  readonly startsAt: string;
  readonly lastWaveAt: string;
  /** When the last message will have been handed over, if no provider falters. */
  readonly finishesAt: string;
  /** What decides it: the waves, or a channel that can't keep up with them. */
  readonly bound: 'waves' | 'email' | 'sms';
}

/**
 * When the last message will be out. Each wave adds its share to what a channel has not handed over yet, and each channel drains at its limit.
 */
export function estimateFinish(schedule: Schedule, load: Load, limits: Limits, approvedAt: Date): FinishEstimate {
  const start = startOf(schedule, approvedAt).getTime();
  const finish = (amount: number, perSecond: number): number => {
    const waveMs = ((amount / schedule.waves) * 1_000 * Math.max(limits.clockSpeed, 1)) / perSecond;
    let free = start;
    for (let wave = 0; wave < schedule.waves && amount > 0; wave++) free = Math.max(free, start + wave * schedule.waveIntervalMinutes * 60_000) + waveMs;
    return free;
  };
  const last = lastWaveAt(schedule, approvedAt).getTime();
  const email = finish(load.emails, limits.emailsPerSecond);
  const sms = finish(load.segments, limits.segmentsPerSecond);
  // A channel decides once its own queue lasts longer than the time between two waves would give it.
  const slack = schedule.waves > 1 ? schedule.waveIntervalMinutes * 60_000 : 1_000;
  const finishes = Math.max(email, sms, last);
  return {
    startsAt: new Date(start).toISOString(),
    lastWaveAt: new Date(last).toISOString(),
    finishesAt: new Date(Math.ceil(finishes / 1_000) * 1_000).toISOString(),
    bound: finishes - last <= slack ? 'waves' : sms >= email ? 'sms' : 'email',
  };
}
