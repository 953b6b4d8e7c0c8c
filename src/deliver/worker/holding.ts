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

/** What one lane holds under leases: messages ready to go, and those under way. */
export class Holding {
  private ready: Item[] = [];
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

  get underWay(): number {
    return this.flying.size;
  }

  hasOf(sender: string): boolean {
    return [...this.ready, ...this.flying.keys()].some((item) => item.sender === sender);
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

  /** @returns The signal that ends the call if it takes too long. */
  takeOff(item: Item): AbortSignal {
    const abort = new AbortController();
    this.flying.set(item, { since: Date.now(), abort });
    return abort.signal;
  }

  land(item: Item): void {
    this.flying.delete(item);
  }

  endDrippingCalls(): void {
    for (const { since, abort } of this.flying.values()) if (Date.now() - since > LONGEST_CALL_MS) abort.abort();
  }

  /** Renews what is held for longer than half a lease, and lets go of what is no longer ours. */
  async holdOn(): Promise<void> {
    const soon = Date.now() + (this.leaseSeconds * 1_000) / 2;
    const waning = [...this.ready, ...this.flying.keys()].filter(({ leaseEnds }) => leaseEnds < soon);
    if (waning.length === 0) return;
    const renewedAt = Date.now();
    const renewed: ReadonlySet<MessageId> = await this.transactions.run((tx) => this.claims.renew(tx, waning, this.owner, this.leaseSeconds));
    for (const item of waning) item.leaseEnds = renewed.has(item.id) ? renewedAt + this.leaseSeconds * 1_000 : 0;
    this.ready = this.ready.filter(({ leaseEnds }) => leaseEnds > 0);
  }

  /** Others may take them at once. Only for what the provider was surely not called for. */
  async giveBack(items: readonly Item[], reason: string | null): Promise<void> {
    if (items.length > 0) await this.transactions.run((tx) => this.claims.handBack(tx, items, this.owner, reason));
  }

  /** Gives back all that is not under way. */
  giveBackAll(reason: string | null): Promise<void> {
    return this.giveBack(this.take(Infinity), reason);
  }
}
