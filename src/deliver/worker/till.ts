import type { Bookings } from './bookings.js';
import type { Holding } from './holding.js';
import type { Item } from './item.js';
import type { Outlet } from './outlet.js';
import type { Route } from './route.js';

/** Of a mailbox domain, so much waits here for tokens; what is more goes back and comes up again in its time. */
const ASIDE_MS = 1_000;

/** Pays for a slice, and lets wait what can't be paid where it holds up nobody. */
export class Till {
  constructor(
    private readonly outlet: Outlet,
    private readonly holding: Holding,
    private readonly bookings: Bookings,
  ) {}

  /** @returns those that are paid, in order. */
  async pay(route: Route, slice: readonly Item[]): Promise<readonly Item[]> {
    const payments = await this.settle(route, slice);
    const paid: Item[] = [];
    const waiting: Item[] = [];
    const aside = new Map<string, { items: Item[]; waitMs: number }>();
    const now = Date.now();
    slice.forEach((item, index) => {
      const payment = payments[index]!;
      if (payment.paid) return void paid.push(item);
      const { lacking, waitMs } = payment;
      if (lacking === item.load.domain?.name) {
        const group = aside.get(lacking) ?? { items: [], waitMs };
        group.items.push(item);
        return void aside.set(lacking, group);
      }
      waiting.push(item);
      if (lacking === route.pot.account) route.restUntil = now + waitMs;
      else this.holding.rest(item.notice.noticeId, now + waitMs);
    });
    this.holding.putBack(waiting);
    for (const [bucket, { items, waitMs }] of aside) await this.setAside(bucket, items, now + waitMs);
    return paid;
  }

  private async settle(route: Route, slice: readonly Item[]): ReturnType<Route['pot']['pay']> {
    try {
      const bills = slice.map(({ load, plan }) => ({ cost: load.cost, domain: load.domain, sender: this.outlet.bucketOf(this.outlet.senderOf(plan, route.provider)) }));
      return await route.pot.pay(bills, route.perSecond);
    } catch (error) {
      this.holding.putBack(slice);
      throw error;
    }
  }

  private async setAside(bucket: string, items: readonly Item[], until: number): Promise<void> {
    const { perSecond } = items[0]!.load.domain!;
    const room = Math.max(1, Math.floor((perSecond * ASIDE_MS) / 1_000)) - this.holding.asideFor(bucket);
    const [kept, left] = [items.slice(0, Math.max(0, room)), items.slice(Math.max(0, room))];
    this.holding.setAside(bucket, kept, until);
    const waits = left.map(({ load, notice }) => this.bookings.book(bucket, notice.noticeId, load.cost, perSecond));
    await this.holding.giveBack(left, `${bucket.slice(bucket.lastIndexOf(':') + 1)} takes ${perSecond} a second from us.`, waits);
  }
}
