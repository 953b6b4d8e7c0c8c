import type { TimeRange } from '../../kernel/time-range.js';

export interface WavesOfStratum {
  readonly waves: number;
  /** When waves may open; null: at any hour. */
  readonly allowed: readonly TimeRange[] | null;
}

/**
 * When each wave of a stratum has to open, at the latest, so that the last one is out by the deadline: counted back from there in the notice's own
 * rhythm, and never into quiet hours.
 *
 * @param gapMs  Between two waves, as planned.
 * @param waveMs  That the messages of one wave take.
 * @returns One for each wave; where no allowed hour is left before the deadline, the start of time: it waits for nothing.
 */
export function latestOpenings({ waves, allowed }: WavesOfStratum, gapMs: number, waveMs: number, deadline: Date): readonly Date[] {
  const latest: Date[] = [];
  let at = deadline.getTime() - waveMs;
  for (let step = waves - 1; step >= 0; step -= 1) {
    at = allowed === null ? at : lastAllowed(allowed, at);
    latest.unshift(new Date(Math.max(0, at)));
    at -= Math.max(gapMs, waveMs);
  }
  return latest;
}

/** A range is half-open: its last minute is the latest at which a tick surely comes. */
const TICK_MS = 60_000;

function lastAllowed(ranges: readonly TimeRange[], at: number): number {
  const before = ranges.filter(({ from }) => from.getTime() <= at).at(-1);
  return before === undefined ? 0 : Math.min(at, Math.max(before.from.getTime(), before.until.getTime() - TICK_MS));
}
