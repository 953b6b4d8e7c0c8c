const WINDOW_MS = 5_000;
const LEAST_MS = 1_000;

/** How many calls went out by name of late: over the last five to ten seconds. What is older is forgotten, so the names don't add up. */
export class RecentCalls {
  private before: ReadonlyMap<string, number> = new Map();
  private beforeMs = 0;
  private current = new Map<string, number>();
  private since = 0;

  /** @param now  Real milliseconds. */
  constructor(private readonly now: () => number = Date.now) {}

  count(name: string): void {
    this.turn();
    this.current.set(name, (this.current.get(name) ?? 0) + 1);
  }

  /** Calls a second; over a second at least, so that a few at once are no rate. */
  perSecond(name: string): number {
    this.turn();
    const calls = (this.before.get(name) ?? 0) + (this.current.get(name) ?? 0);
    return (calls * 1_000) / Math.max(LEAST_MS, this.beforeMs + this.now() - this.since);
  }

  private turn(): void {
    const now = this.now();
    const elapsed = now - this.since;
    if (elapsed < WINDOW_MS) return;
    const idle = elapsed >= 2 * WINDOW_MS;
    [this.before, this.beforeMs] = idle ? [new Map<string, number>(), 0] : [this.current, elapsed];
    [this.current, this.since] = [new Map(), now];
  }
}
