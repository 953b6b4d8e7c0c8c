import type { Grant } from '../store/rate.repository.js';

/** A grant covers at most this much of the rate, so that no instance leaps ahead of the others. */
const GRANT_MS = 50;

/** Tokens of one bucket that this process holds and has not spent. What the bucket gives is little, and asked for when needed. */
export class TokenPot {
  private tokens = 0;

  constructor(
    private readonly perSecond: number,
    private readonly take: (want: number, perSecond: number, burst: number) => Promise<Grant>,
  ) {}

  /**
   * Pays for as many of `costs` as it can, from the first on. A cost larger than a grant is saved up for.
   *
   * @returns how many are paid, and where that is none, real milliseconds until it is worth asking again.
   */
  async pay(costs: readonly number[]): Promise<{ paid: number; waitMs: number }> {
    const wanted = costs.reduce((sum, cost) => sum + cost, 0);
    let waitMs = 0;
    if (this.tokens < wanted) {
      const burst = Math.max(1, Math.floor((this.perSecond * GRANT_MS) / 1_000));
      const grant = await this.take(burst, this.perSecond, burst);
      this.tokens += grant.tokens;
      waitMs = grant.waitMs;
    }
    let paid = 0;
    while (paid < costs.length && costs[paid]! <= this.tokens) this.tokens -= costs[paid++]!;
    return { paid, waitMs: paid > 0 ? 0 : Math.max(1, waitMs) };
  }

  /** For what was paid and then not sent. */
  giveBack(cost: number): void {
    this.tokens += cost;
  }
}
