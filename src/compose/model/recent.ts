/** Keeps what was used last; the longest unused goes when there is no more room. */
export class Recent<Value> {
  private readonly kept = new Map<string, Value>();
  /** What was asked for last stands last already. */
  private last: string | null = null;

  /** @param room  How many are kept, 1 or more. */
  constructor(private readonly room: number) {}

  /** The kept value, or a new one, which is then kept. */
  get(key: string, make: () => Value): Value {
    const known = this.kept.get(key);
    if (known !== undefined && key === this.last) return known;
    const value = known ?? make();
    this.last = key;
    this.kept.delete(key);
    this.kept.set(key, value);
    if (this.kept.size > this.room) this.drop(this.kept.keys().next().value!);
    return value;
  }

  drop(key: string): void {
    this.kept.delete(key);
  }
}
