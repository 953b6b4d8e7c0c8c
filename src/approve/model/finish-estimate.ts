import type { Channel } from '../../audience/contract.js';
import type { TimeRange } from '../../kernel/time-range.js';
import type { Schedule } from '../contract.js';
import { type Limit, LIMIT_KINDS } from './finish-limits.js';
import { startOf } from './schedule.js';
import type { WaveStratum } from './wave-strata.js';

export const FINISH_BOUNDS = ['waves', ...LIMIT_KINDS] as const;

export interface FinishEstimate {
  /** If it were approved now; the first wave of anybody. */
  readonly startsAt: string;
  readonly lastWaveAt: string;
  /** When the last message will have been handed over, if no provider falters. */
  readonly finishesAt: string;
  /** What decides it: the waves, or a limit that can't keep up with them. */
  readonly bound: (typeof FINISH_BOUNDS)[number];
  /** The limit that decides it; null where the waves do, absent in pre-flights from before it was kept. */
  readonly limit?: Pick<Limit, 'perSecond' | 'domain' | 'line'> | null;
}

/**
 * When the last message will be out. Each wave adds its share to what a limit has not let through yet, and each limit lets through what it
 * may; on a channel that keeps quiet hours it stands still in them. Of a mailbox domain, each wave is taken to hold an equal share.
 *
 * @param strata  As planned: the waves of each, and when the channels in `quiet` may be used.
 * @param clockSpeed  Business seconds in a real second: the limits are real.
 */
export function estimateFinish(
  { schedule, strata, quiet }: { readonly schedule: Schedule; readonly strata: readonly WaveStratum[]; readonly quiet: readonly Channel[] },
  limits: readonly Limit[], clockSpeed: number, approvedAt: Date,
): FinishEstimate {
  const start = startOf(schedule, approvedAt).getTime();
  const waves = wavesOf(strata);
  const last = Math.max(start, ...waves.map(({ at }) => at));
  const drained = ({ channel, amount, perSecond }: Limit): number => {
    let [free, finish] = [start, start];
    for (const { at, share, allowed } of waves) {
      const work = (amount * share * 1_000 * Math.max(clockSpeed, 1)) / perSecond;
      const done = quiet.includes(channel) && allowed ? within(allowed, Math.max(free, at), work) : { free: Math.max(free, at) + work, finish: Math.max(free, at) + work };
      [free, finish] = [done.free, Math.max(finish, done.finish)];
    }
    return finish;
  };
  const slowest = limits.map((limit) => ({ limit, at: drained(limit) })).reduce<{ limit: Limit; at: number } | null>((most, each) => (most && each.at <= most.at ? most : each), null);
  // A limit decides once its own queue lasts longer than the time between two waves would give it.
  const slack = schedule.waves > 1 ? schedule.waveIntervalMinutes * 60_000 : 1_000;
  const deciding = slowest && slowest.at - last > slack ? slowest.limit : null;
  return {
    startsAt: new Date(Math.min(...waves.map(({ at }) => at), ...(waves.length === 0 ? [start] : []))).toISOString(),
    lastWaveAt: new Date(last).toISOString(),
    finishesAt: new Date(Math.ceil(Math.max(slowest?.at ?? last, last) / 1_000) * 1_000).toISOString(),
    bound: deciding?.kind ?? 'waves',
    limit: deciding && { perSecond: deciding.perSecond, domain: deciding.domain, line: deciding.line },
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
