import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { type Transactions } from '../../platform/database/transactions.js';
import type { ClaimRepository, Held } from '../store/claim.repository.js';
import type { Load } from './outlet.js';

/** A message in this process's hands. */
export interface Item extends Held {
  readonly noticeId: NoticeId;
  readonly addressHash: string;
  readonly sender: string;
  readonly load: Load;
  /** Real milliseconds; after this others may take the message. */
  leaseEnds: number;
}

/** The library's own time-outs end a silent call long before; this ends one that drips. */
const LONGEST_CALL_MS = 180_000;
/** From here on calls count as slow, and none is begun ahead of its connection: what waits there could be neither paused nor known after a crash. */
const SLOW_CALL_MS = 250;
const WEIGHT_OF_LAST = 0.2;

/** What one lane holds under leases: messages ready to go, those that are on record as begun and wait for a connection, and those under way. */
export class Holding {
  private ready: Item[] = [];
  private begun: Item[] = [];
  private callMs = SLOW_CALL_MS;
  private readonly flying = new Map<Item, { readonly since: number; readonly abort: AbortController }>();

  constructor(
    private readonly claims: ClaimRepository,
    private readonly transactions: Transactions,
    private readonly owner: string,
    private readonly leaseSeconds: number,
  ) {}

  get waiting(): number {
    return this.ready.length;
  }

  /** On record as begun and not answered yet. */
  get underWay(): number {
    return this.begun.length + this.flying.size;
  }

  get connections(): number {
    return this.flying.size;
  }

  get slow(): boolean {
    return this.callMs >= SLOW_CALL_MS;
  }

  hasOf(sender: string): boolean {
    return this.all().some((item) => item.sender === sender);
  }

  add(item: Item): void {
    this.ready.push(item);
  }

  take(count: number): Item[] {
    return this.ready.splice(0, count);
  }

  putBack(items: readonly Item[]): void {
    this.ready.unshift(...items);
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

  land(item: Item): void {
    const { since } = this.flying.get(item)!;
    this.callMs += WEIGHT_OF_LAST * (Date.now() - since - this.callMs);
    this.flying.delete(item);
  }

  endDrippingCalls(): void {
    for (const { since, abort } of this.flying.values()) if (Date.now() - since > LONGEST_CALL_MS) abort.abort();
  }

  /** Renews what is held for longer than half a lease, and lets go of what is no longer ours. */
  async holdOn(): Promise<void> {
    const soon = Date.now() + (this.leaseSeconds * 1_000) / 2;
    const waning = this.all().filter(({ leaseEnds }) => leaseEnds < soon);
    if (waning.length === 0) return;
    const renewedAt = Date.now();
    const renewed: ReadonlySet<MessageId> = await this.transactions.run((tx) => this.claims.renew(tx, waning, this.owner, this.leaseSeconds));
    for (const item of waning) item.leaseEnds = renewed.has(item.id) ? renewedAt + this.leaseSeconds * 1_000 : 0;
    this.ready = this.ready.filter(({ leaseEnds }) => leaseEnds > 0);
    this.begun = this.begun.filter(({ leaseEnds }) => leaseEnds > 0);
  }

  /** Others may take them at once. Only for what the provider was surely not called for. */
  async giveBack(items: readonly Item[], reason: string | null): Promise<void> {
    if (items.length > 0) await this.transactions.run((tx) => this.claims.handBack(tx, items, this.owner, reason));
  }

  /** Gives back all that is not under way. */
  giveBackAll(reason: string | null): Promise<void> {
    return this.giveBack([...this.begun.splice(0), ...this.take(Infinity)], reason);
  }

  private all(): Item[] {
    return [...this.ready, ...this.begun, ...this.flying.keys()];
  }
}
