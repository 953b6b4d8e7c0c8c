/**
 * Whose turn it is: the one that was served least for its weight. Who comes anew, or comes back, starts level with those who are
 * served now: it neither waits for what they had before, nor makes up for what it did not ask for.
 *
 * @source Start-time fair queueing: Goyal, Vin, Cheng, SIGCOMM 1996.
 */
export class FairTurns<Key> {
  private readonly finished = new Map<Key, number>();
  private now = 0;

  /** The one of `keys` whose turn it is; null where there is none. */
  next(keys: Iterable<Key>): Key | null {
    let [best, least] = [null as Key | null, Infinity];
    for (const key of keys) {
      const start = this.startOf(key);
      if (start < least) [best, least] = [key, start];
    }
    return best;
  }

  /** It was served `cost`. */
  served(key: Key, cost: number, weight: number): void {
    this.now = this.startOf(key);
    this.finished.set(key, this.now + cost / weight);
  }

  /** It did not take what it was served. Time goes back with it, or whoever has the greater weight would lose its lead with each try. */
  refunded(key: Key, cost: number, weight: number): void {
    const start = (this.finished.get(key) ?? 0) - cost / weight;
    this.finished.set(key, start);
    this.now = Math.min(this.now, Math.max(0, start));
  }

  /** Whoever is not among these is not remembered. */
  keep(keys: ReadonlySet<Key>): void {
    for (const key of this.finished.keys()) if (!keys.has(key)) this.finished.delete(key);
  }

  private startOf(key: Key): number {
    return Math.max(this.now, this.finished.get(key) ?? 0);
  }
}
