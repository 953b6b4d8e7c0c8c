import { Chance } from './chance.js';
import { COMPANY, type HalfHour, type SampleCustomer } from './company.js';

const HALF_HOUR_SECONDS = 1_800;
/** Mean seconds after which a waiting caller hangs up. */
const PATIENCE_SECONDS = 150;
/** Share of callers whose number is shown and is one that the company knows. */
const KNOWN_NUMBERS = 0.7;

/** Seconds that an agent is busy with one call: 240 on average. */
export const handleSeconds = (chance: Chance): number => 60 + Math.round(chance.exponential(180));
const MEAN_HANDLE_SECONDS = 240;

/** Agents that are planned for a half-hour: its usual work, and a margin that grows with the root of it. */
export function agentsPlanned(usualCalls: number): number {
  const work = (usualCalls * MEAN_HANDLE_SECONDS) / HALF_HOUR_SECONDS;
  return Math.max(2, Math.ceil(work + 0.8 * Math.sqrt(work)));
}

export interface PastCall {
  readonly id: string;
  readonly offeredAt: Date;
  readonly outcome: 'answered' | 'abandoned';
  readonly waitSeconds: number;
  /** Null for who hung up. */
  readonly talkSeconds: number | null;
  readonly phone: string;
}

/** The record of calls behind the volumes: as many in each half-hour, first come first served by the agents planned, and some hang up. */
export function* sampleCalls(volumes: Iterable<HalfHour>, customers: readonly SampleCustomer[], seed: number = COMPANY.seed + 3): Generator<PastCall> {
  const chance = new Chance(seed);
  /** When each agent is free: milliseconds. */
  let free: number[] = [];
  let calls = 0;
  for (const { start, usual, offered } of volumes) {
    free = staffed(free, agentsPlanned(usual), start.getTime());
    const arrivals = Array.from({ length: offered }, () => start.getTime() + chance.below(HALF_HOUR_SECONDS) * 1_000).sort((a, b) => a - b);
    for (const at of arrivals) {
      const next = free.indexOf(Math.min(...free));
      const waitSeconds = Math.max(0, Math.ceil((free[next]! - at) / 1_000));
      const patience = Math.max(1, Math.round(chance.exponential(PATIENCE_SECONDS)));
      const talkSeconds = patience < waitSeconds ? null : handleSeconds(chance);
      if (talkSeconds !== null) free[next] = at + (waitSeconds + talkSeconds) * 1_000;
      yield {
        id: `C${String((calls += 1)).padStart(6, '0')}`, offeredAt: new Date(at), outcome: talkSeconds === null ? 'abandoned' : 'answered',
        waitSeconds: Math.min(waitSeconds, patience), talkSeconds, phone: chance.happens(KNOWN_NUMBERS) ? chance.pick(customers).phone : '',
      };
    }
  }
}

/** A shift changes: who is idle leaves first, and who comes is free at once. */
function staffed(free: readonly number[], agents: number, at: number): number[] {
  const stay = free.toSorted((a, b) => b - a).slice(0, agents);
  return [...stay, ...Array.from({ length: agents - stay.length }, () => at)];
}
