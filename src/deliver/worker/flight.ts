import type { Item } from './item.js';

/** The library's own time-outs end a silent call long before; this ends one that drips. */
const LONGEST_CALL_MS = 180_000;
/** From here on calls count as slow, and none is begun ahead of its connection: what waits there could be neither paused nor known after a crash. */
const SLOW_CALL_MS = 250;
/** Below, a connection is free again before the next slice is on record: what is being put there takes up none. */
const QUICK_CALL_MS = 50;
const WEIGHT_OF_LAST = 0.2;

/** What goes out by one provider: messages that are on record as begun and wait for a connection, and those under way. */
export class Flight {
  private begun: Item[] = [];
  private callMs = SLOW_CALL_MS;
  private preparing = 0;
  private readonly flying = new Map<Item, { readonly since: number; readonly abort: AbortController }>();

  /** On record as begun, or about to be, and not answered yet. */
  get underWay(): number {
    return this.preparing + this.begun.length + this.flying.size;
  }

  /** @param more  So many more, or fewer, are being paid for and put on record. */
  prepare(more: number): void {
    this.preparing += more;
  }

  get connections(): number {
    return this.flying.size;
  }

  get slow(): boolean {
    return this.callMs >= SLOW_CALL_MS;
  }

  /** What waits for a connection gets one in no time. */
  get quick(): boolean {
    return this.callMs < QUICK_CALL_MS;
  }

  /** On record as begun, without a connection yet. */
  get waiting(): number {
    return this.begun.length;
  }

  /** How many of the connections are spoken for. */
  get takenUp(): number {
    return this.quick ? this.begun.length + this.flying.size : this.underWay;
  }

  items(): readonly Item[] {
    return [...this.begun, ...this.flying.keys()];
  }

  lineUp(items: readonly Item[]): void {
    this.begun.push(...items);
  }

  /** The next that may take off. None where its lease has run out, as after a freeze: the next turn renews it or lets go of it. */
  nextBegun(): Item | undefined {
    const [first] = this.begun;
    return first && first.leaseEnds > Date.now() ? this.begun.shift() : undefined;
  }

  /** @returns The signal that ends the call if it takes too long. */
  takeOff(item: Item): AbortSignal {
    const abort = new AbortController();
    this.flying.set(item, { since: Date.now(), abort });
    return abort.signal;
  }

  /** @returns how long it took up its connection, in real milliseconds. */
  land(item: Item): number {
    const tookMs = Date.now() - this.flying.get(item)!.since;
    this.callMs += WEIGHT_OF_LAST * (tookMs - this.callMs);
    this.flying.delete(item);
    return tookMs;
  }

  endDrippingCalls(): void {
    for (const { since, abort } of this.flying.values()) if (Date.now() - since > LONGEST_CALL_MS) abort.abort();
  }

  /** Those that wait for a connection, which no longer wait here. */
  callBack(): Item[] {
    return this.begun.splice(0);
  }

  /** What is no longer ours does not take off. */
  dropLost(): void {
    this.begun = this.begun.filter(({ leaseEnds }) => leaseEnds > 0);
  }
}
