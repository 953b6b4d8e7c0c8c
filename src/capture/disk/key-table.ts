import { hash } from 'node:crypto';

/**
 * 52 bits of a SHA-1 over the parts: exact in a JavaScript number, and a million keys collide with a chance of 1 in
 * 9,000. Used to find and to count, never to prove.
 */
export function keyOf(...parts: string[]): number {
  const digest = hash('sha1', parts.join('\0'), 'buffer');
  return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12);
}

/** `keyOf` as a fraction of [0, 1): the same for the same parts, and evenly spread. */
export function shareOf(...parts: string[]): number {
  return keyOf(...parts) / 2 ** 52;
}

/** Keys to whole numbers below 2^32 - 1, in flat arrays: 20 to 40 bytes a key, nothing for the garbage collector. */
export class KeyTable {
  private keys = new Float64Array(1024);
  private values = new Uint32Array(1024); // the value plus one; 0 is an empty slot
  private used = 0;

  get size(): number {
    return this.used;
  }

  get(key: number): number | undefined {
    const value = this.values[this.slotOf(key)]!;
    return value === 0 ? undefined : value - 1;
  }

  set(key: number, value: number): void {
    const slot = this.slotOf(key);
    if (this.values[slot] === 0) this.used += 1;
    this.keys[slot] = key;
    this.values[slot] = value + 1;
    if (this.used > this.keys.length * 0.6) this.grow();
  }

  clear(): void {
    this.keys = new Float64Array(1024);
    this.values = new Uint32Array(1024);
    this.used = 0;
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let slot = (key >>> 0) & mask; // the low bits of a hash are as good as any
    while (this.values[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Uint32Array(keys.length * 2);
    for (let slot = 0; slot < keys.length; slot += 1) {
      if (values[slot] === 0) continue;
      const target = this.slotOf(keys[slot]!);
      this.keys[target] = keys[slot]!;
      this.values[target] = values[slot]!;
    }
  }
}

/** How often each key came. */
export class KeyCounts {
  private readonly table = new KeyTable();
  private again = 0;

  add(key: number): void {
    const count = (this.table.get(key) ?? 0) + 1;
    this.table.set(key, count);
    if (count === 2) this.again += 1;
  }

  of(key: number): number {
    return this.table.get(key) ?? 0;
  }

  /** Different keys. */
  get distinct(): number {
    return this.table.size;
  }

  /** Keys that came more than once. */
  get repeated(): number {
    return this.again;
  }

  clear(): void {
    this.table.clear();
    this.again = 0;
  }
}
