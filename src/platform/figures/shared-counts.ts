/** What was counted a moment ago is what anybody else would count now. */
const FRESH_MS = 15_000;
/** What takes half a minute may be two minutes old for whoever asks next: it carries its own instant, and is dear. */
const SPACING = 4;
const KEPT = 32;

interface Counted<Value> {
  readonly value: Promise<Value>;
  /** Real time until which it is given to others; Infinity while it is made. */
  until: number;
}

/**
 * A count that several pages make, made once for all of them: one at a time in a process, whoever asks meanwhile or soon after gets the same.
 * Unlike `BackgroundFigures` it is waited for: those who make figures in the background ask here for what they have in common.
 */
export class SharedCounts<Value> {
  private readonly kept = new Map<string, Counted<Value>>();
  private line: Promise<unknown> = Promise.resolve();

  /** @param now  Real milliseconds. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param key  All that it hangs on: of whatever stands otherwise nothing from before is given. @param make  Takes its instant when it begins. Its error goes to all who wait, and is not kept. */
  of(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.kept.get(key);
    if (known && this.now() < known.until) return known.value;
    const value = this.line.then(async () => {
      const began = this.now();
      try {
        return await make();
      } finally {
        one.until = this.now() + Math.max(FRESH_MS, SPACING * (this.now() - began));
      }
    });
    const one: Counted<Value> = { value, until: Infinity };
    value.catch(() => this.kept.get(key) === one && this.kept.delete(key));
    this.line = value.catch(() => undefined);
    this.keep(key, one);
    return value;
  }

  private keep(key: string, one: Counted<Value>): void {
    this.kept.delete(key);
    this.kept.set(key, one);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
  }
}
