import type { IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { type Transactions } from '../../platform/database/transactions.js';
import type { ClaimRepository } from '../store/claim.repository.js';
import { FairTurns } from './fair-turns.js';
import type { Flight } from './flight.js';
import type { Item } from './item.js';

interface Queue {
  readonly items: Item[];
  /** Real milliseconds: its sender has no tokens before. */
  restUntil: number;
}

/**
 * What one lane holds under leases. Messages wait by notice, and leave in turns: what a large notice has waiting here does not stand
 * before a small one. Those whose mailbox domain lacks tokens wait aside and hold up nobody.
 */
export class Holding {
  private readonly queues = new Map<NoticeId, Queue>();
  private readonly asides = new Map<string, Queue>();
  private readonly turns = new FairTurns<IncidentId>();

  constructor(
    private readonly claims: ClaimRepository,
    private readonly transactions: Transactions,
    private readonly owner: string,
    private readonly leaseSeconds: number,
    private readonly flights: readonly Flight[],
  ) {}

  /** Cost of what waits: of one notice, or of all. */
  waiting(notice?: NoticeId): number {
    const queues = notice === undefined ? [...this.queues.values()] : [this.queues.get(notice)];
    return queues.reduce((sum, queue) => sum + (queue?.items.reduce((cost, { load }) => cost + load.cost, 0) ?? 0), 0);
  }

  /** How many wait aside for this domain. */
  asideFor(bucket: string): number {
    return this.asides.get(bucket)?.items.length ?? 0;
  }

  get empty(): boolean {
    return this.ready().length === 0;
  }

  /** All that is held here or by the providers' flights. */
  ids(): readonly MessageId[] {
    return this.all().map(({ id }) => id);
  }

  some(holds: (item: Item) => boolean): boolean {
    return this.all().some(holds);
  }

  add(item: Item): void {
    this.queueOf(item).items.push(item);
  }

  /**
   * The next few that may leave by this provider, in turns.
   *
   * @param now  Real milliseconds.
   */
  take(count: number, provider: string, now: number): Item[] {
    const taken: Item[] = [];
    const open = new Map([...this.asides.values(), ...this.queues.values()].filter(({ items, restUntil }) => items.length > 0 && restUntil <= now).map((queue) => [queue, 0]));
    while (taken.length < count) {
      for (const [queue, at] of open) {
        const next = queue.items.findIndex((item, index) => index >= at && (item.pinnedTo === null || item.pinnedTo === provider));
        if (next < 0) open.delete(queue);
        else open.set(queue, next);
      }
      const heads = [...open].map(([queue, at]) => queue.items[at]!);
      const incident = this.turns.next(heads.map(({ notice }) => notice.incidentId));
      const found = [...open].find(([queue, at]) => queue.items[at]!.notice.incidentId === incident);
      if (!found) break;
      const [item] = found[0].items.splice(found[1], 1) as [Item];
      this.turns.served(item.notice.incidentId, item.load.cost, item.notice.weight);
      taken.push(item);
    }
    return taken;
  }

  /** In front again, in their order. */
  putBack(items: readonly Item[]): void {
    for (const item of [...items].reverse()) {
      this.queueOf(item).items.unshift(item);
      this.refund(item);
    }
  }

  /** Its sender lacks tokens until then. */
  rest(notice: NoticeId, until: number): void {
    const queue = this.queues.get(notice);
    if (queue) queue.restUntil = until;
  }

  /** The domain lacks tokens until then. */
  setAside(bucket: string, items: readonly Item[], until: number): void {
    const aside = this.asides.get(bucket) ?? { items: [], restUntil: 0 };
    aside.items.unshift(...items);
    aside.restUntil = until;
    this.asides.set(bucket, aside);
    for (const item of items) this.refund(item);
  }

  /** When the first of those that wait for tokens may go on; Infinity where none does. */
  get nextAt(): number {
    return Math.min(Infinity, ...[...this.asides.values(), ...this.queues.values()].filter(({ items }) => items.length > 0).map(({ restUntil }) => restUntil));
  }

  /** Renews what is held for longer than half a lease, and lets go of what is no longer ours. */
  async holdOn(): Promise<void> {
    const soon = Date.now() + (this.leaseSeconds * 1_000) / 2;
    const waning = this.all().filter(({ leaseEnds }) => leaseEnds < soon);
    if (waning.length === 0) return;
    const renewedAt = Date.now();
    const renewed: ReadonlySet<MessageId> = await this.transactions.run((tx) => this.claims.renew(tx, waning, this.owner, this.leaseSeconds));
    for (const item of waning) item.leaseEnds = renewed.has(item.id) ? renewedAt + this.leaseSeconds * 1_000 : 0;
    this.pull(({ leaseEnds }) => leaseEnds <= 0);
    for (const flight of this.flights) flight.dropLost();
  }

  /**
   * Others may take them at once, or after so many milliseconds each. Only for what the provider was surely not called for.
   */
  async giveBack(items: readonly Item[], reason: string | null, waitsMs: readonly number[] | null = null): Promise<void> {
    if (items.length > 0) await this.transactions.run((tx) => this.claims.handBack(tx, items, this.owner, reason, waitsMs));
  }

  /** Those that wait here and for which this holds; they are no longer held. */
  pull(holds: (item: Item) => boolean): Item[] {
    const pulled: Item[] = [];
    for (const [map, key, queue] of [...entriesOf(this.queues), ...entriesOf(this.asides)]) {
      pulled.push(...queue.items.filter(holds));
      queue.items.splice(0, queue.items.length, ...queue.items.filter((item) => !holds(item)));
      if (queue.items.length === 0) map.delete(key);
    }
    return pulled;
  }

  private queueOf({ notice }: Item): Queue {
    const queue = this.queues.get(notice.noticeId) ?? { items: [], restUntil: 0 };
    this.queues.set(notice.noticeId, queue);
    return queue;
  }

  private refund({ notice, load }: Item): void {
    this.turns.refunded(notice.incidentId, load.cost, notice.weight);
  }

  private ready(): Item[] {
    return [...this.queues.values(), ...this.asides.values()].flatMap(({ items }) => items);
  }

  private all(): Item[] {
    return [...this.ready(), ...this.flights.flatMap((flight) => flight.items())];
  }
}

const entriesOf = <Key extends string>(map: Map<Key, Queue>): [Map<Key, Queue>, string, Queue][] => [...map].map(([key, queue]) => [map, key, queue]);
