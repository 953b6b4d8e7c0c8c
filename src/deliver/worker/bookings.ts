/** Long enough to ask seldom, short enough that a limit that was raised is felt. */
const LONGEST_MS = 900_000;
const SOONEST_MS = 1_000;

/**
 * When messages that must wait for a limit come up again: one after the other at the pace of that limit, so that a million of them
 * are not taken up and given back over and over. Each notice has its own line, or a small one would wait behind a large one.
 */
export class Bookings {
  private readonly bookedUntil = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @returns real milliseconds until its turn. */
  book(limit: string, notice: string, cost: number, perSecond: number): number {
    const line = `${limit} ${notice}`;
    const now = this.now();
    if (this.bookedUntil.size > 1_000) this.forget(now);
    const slot = Math.max(now + SOONEST_MS, this.bookedUntil.get(line) ?? 0);
    // Beyond the longest wait the line is not made longer: whoever comes then spreads over its last part.
    if (slot - now < LONGEST_MS) this.bookedUntil.set(line, slot + (cost / perSecond) * 1_000);
    return Math.min(LONGEST_MS, slot - now);
  }

  private forget(now: number): void {
    for (const [line, until] of this.bookedUntil) if (until <= now) this.bookedUntil.delete(line);
  }
}
