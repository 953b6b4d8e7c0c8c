/**
 * How often one address may be wrong. Kept in memory of this process: it slows down who tries codes, and forgets everything on a
 * restart. With 280 thousand million codes guessing is hopeless anyway; this spares the database.
 */
export class Attempts {
  private readonly failed = new Map<string, { count: number; until: number }>();

  /** @param now  Real time in milliseconds; handed in, so that a test can move it. */
  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly kept: number,
    private readonly now: () => number,
  ) {}

  /** False where this address was wrong too often within the window that its first mistake opened. */
  mayTry(who: string): boolean {
    const known = this.failed.get(who);
    return known === undefined || known.until <= this.now() || known.count < this.most;
  }

  countFailure(who: string): void {
    const now = this.now();
    const known = this.failed.get(who);
    if (known && known.until > now) {
      known.count += 1;
      return;
    }
    this.failed.delete(who); // so that it is the newest again
    this.failed.set(who, { count: 1, until: now + this.windowMs });
    this.forget(now);
  }

  /** Oldest first: those whose time is over, and those beyond what may be kept. */
  private forget(now: number): void {
    for (const [who, { until }] of this.failed) {
      if (until > now && this.failed.size <= this.kept) return;
      this.failed.delete(who);
    }
  }
}
