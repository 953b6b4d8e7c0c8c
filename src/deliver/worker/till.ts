import type { Bookings } from './bookings.js';
import type { Holding } from './holding.js';
import type { Item } from './item.js';
import type { Outlet } from './outlet.js';
import type { Bucket } from '../store/rate.repository.js';
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
    const domains = slice.map(({ load }) => this.outlet.domainBucket(load.domain));
    const payments = await this.settle(route, slice, domains);
    const paid: Item[] = [];
    const waiting: Item[] = [];
    const aside = new Map<Bucket, { items: Item[]; waitMs: number }>();
    const byName = new Map(domains.flatMap((bucket) => (bucket === null ? [] : [[bucket.name, bucket]])));
    const now = Date.now();
    slice.forEach((item, index) => {
      const payment = payments[index]!;
      if (payment.paid) return void paid.push(item);
      const { lacking, waitMs } = payment;
      const domain = byName.get(lacking);
      if (domain) {
        const group = aside.get(domain) ?? { items: [], waitMs };
        group.items.push(item);
        return void aside.set(domain, group);
      }
      waiting.push(item);
      if (lacking === route.pot.account) route.restUntil = now + waitMs;
      else this.holding.rest(item.notice.noticeId, now + waitMs);
    });
    this.holding.putBack(waiting);
    for (const [bucket, { items, waitMs }] of aside) await this.setAside(bucket, items, now + waitMs);
    return paid;
  }

  private async settle(route: Route, slice: readonly Item[], domains: readonly (Bucket | null)[]): ReturnType<Route['pot']['pay']> {
    try {
      const bills = slice.map(({ load, plan }, index) => ({ cost: load.cost, domain: domains[index]!, sender: this.outlet.bucketOf(this.outlet.senderOf(plan, route.provider)) }));
      return await route.pot.pay(bills, route.perSecond);
    } catch (error) {
      this.holding.putBack(slice);
      throw error;
    }
  }

  private async setAside({ name: bucket, perSecond, temporary }: Bucket, items: readonly Item[], until: number): Promise<void> {
    const domain = bucket.slice(bucket.lastIndexOf(':') + 1);
    const room = Math.max(1, Math.floor((perSecond * ASIDE_MS) / 1_000)) - this.holding.asideFor(bucket);
    const [kept, left] = [items.slice(0, Math.max(0, room)), items.slice(Math.max(0, room))];
    this.holding.setAside(bucket, kept, until);
    const waits = left.map(({ load, notice }) => this.bookings.book(bucket, notice.noticeId, load.cost, perSecond));
    await this.holding.giveBack(left, temporary ? `${domain} asked us to write more slowly.` : `${domain} takes ${perSecond} a second from us.`, waits);
  }
}
