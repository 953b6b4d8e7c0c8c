import type { Channel } from '../../audience/contract.js';
import type { TimeRange } from '../../kernel/time-range.js';
import type { Schedule } from '../contract.js';
import { startOf } from './schedule.js';
import type { WaveStratum } from './wave-strata.js';

export interface Load {
  /** E-mails, and SMS segments: what the limits count. */
  readonly emails: number;
  readonly segments: number;
}

export interface Limits {
  readonly emailsPerSecond: number;
  readonly segmentsPerSecond: number;
  /** Segments a second that the notice's sender bears; null where only the account's limit counts. */
  readonly senderPerSecond?: number | null;
  /** Business seconds in a real second: the limits are real. */
  readonly clockSpeed: number;
}

export const FINISH_BOUNDS = ['waves', 'email', 'sms', 'sender'] as const;

export interface FinishEstimate {
  /** If it were approved now; the first wave of anybody. */
  readonly startsAt: string;
  readonly lastWaveAt: string;
  /** When the last message will have been handed over, if no provider falters. */
  readonly finishesAt: string;
  /** What decides it: the waves, or a channel that can't keep up with them; `sender` where the texts' sender bears less than its account. */
  readonly bound: (typeof FINISH_BOUNDS)[number];
}

/**
 * When the last message will be out. Each wave adds its share to what a channel has not handed over yet, and each channel drains at its
 * limit; one that keeps quiet hours stands still in them.
 *
 * @param strata  As planned: the waves of each, and when the channels in `quiet` may be used.
 */
export function estimateFinish(
  { schedule, strata, quiet }: { readonly schedule: Schedule; readonly strata: readonly WaveStratum[]; readonly quiet: readonly Channel[] },
  load: Load, limits: Limits, approvedAt: Date,
): FinishEstimate {
  const start = startOf(schedule, approvedAt).getTime();
  const waves = wavesOf(strata);
  const drain = (channel: Channel, amount: number, perSecond: number): number => {
    let [free, finish] = [start, start];
    for (const { at, share, allowed } of amount > 0 ? waves : []) {
      const work = (amount * share * 1_000 * Math.max(limits.clockSpeed, 1)) / perSecond;
      const done = quiet.includes(channel) && allowed ? within(allowed, Math.max(free, at), work) : { free: Math.max(free, at) + work, finish: Math.max(free, at) + work };
      [free, finish] = [done.free, Math.max(finish, done.finish)];
    }
    return finish;
  };
  const sender = limits.senderPerSecond ?? Infinity;
  const last = Math.max(start, ...waves.map(({ at }) => at));
  const email = drain('email', load.emails, limits.emailsPerSecond);
  const sms = drain('sms', load.segments, Math.min(limits.segmentsPerSecond, sender));
  // A channel decides once its own queue lasts longer than the time between two waves would give it.
  const slack = schedule.waves > 1 ? schedule.waveIntervalMinutes * 60_000 : 1_000;
  const finishes = Math.max(email, sms, last);
  return {
    startsAt: new Date(Math.min(...waves.map(({ at }) => at), ...(waves.length === 0 ? [start] : []))).toISOString(),
    lastWaveAt: new Date(last).toISOString(),
    finishesAt: new Date(Math.ceil(finishes / 1_000) * 1_000).toISOString(),
    bound: finishes - last <= slack ? 'waves' : sms < email ? 'email' : sender < limits.segmentsPerSecond ? 'sender' : 'sms',
  };
}

interface PlannedShare {
  readonly at: number;
  /** Of everybody. */
  readonly share: number;
  readonly allowed: readonly TimeRange[] | null;
}

/** All waves of all strata that will open, first to open first. */
function wavesOf(strata: readonly WaveStratum[]): readonly PlannedShare[] {
  const members = strata.reduce((sum, stratum) => sum + stratum.members, 0);
  return strata
    .flatMap(({ waveTimes, late, members: own, allowed }) => {
      const told = (time: Date | null, share: number): PlannedShare[] => (time ? [{ at: time.getTime(), share: (share * own) / members, allowed }] : []);
      const lateShare = (late?.percent ?? 0) / 100;
      return [...waveTimes.flatMap((time) => told(time, (1 - lateShare) / waveTimes.length)), ...(late ? told(late.at, lateShare) : [])];
    })
    .sort((a, b) => a.at - b.at);
}

/** Work that stands still outside the ranges. While it does, the channel is free for others. */
function within(ranges: readonly TimeRange[], start: number, work: number): { free: number; finish: number } {
  let [left, free] = [work, start];
  for (const range of ranges) {
    const [from, until] = [Math.max(range.from.getTime(), start), range.until.getTime()];
    if (from >= until) continue;
    if (from + left <= until) return { free: free === start ? from + left : free, finish: from + left };
    left -= until - from;
    if (free === start) free = until;
  }
  return { free, finish: (ranges.at(-1)?.until.getTime() ?? start) + left };
}
