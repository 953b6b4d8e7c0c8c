import { type Answer, type Scope, unanswered } from '../model/answer.js';
import type { Holding } from './holding.js';
import type { Item } from './item.js';
import type { LaneParts } from './lane-parts.js';
import type { Route } from './route.js';

/** From paid to answered: on record as begun, on a connection, and what the answer means for the provider and its limits. */
export class Departure {
  /** @param landed  Told after each answer. */
  constructor(
    private readonly parts: LaneParts,
    private readonly holding: Holding,
    private readonly landed: (route: Route) => void,
  ) {}

  /** @param slice  Counted by the flight as being prepared until they line up, or don't. */
  async begin(route: Route, slice: readonly Item[]): Promise<void> {
    const open = slice.filter((item) => !this.isShut(item, route));
    // Paused, cancelled, expired, or not ours any more: none of them is called for.
    const begun = await this.putOnRecord(route, open, slice).finally(() => route.flight.prepare(-slice.length));
    await this.lineUp(route, open.filter((item) => begun.has(item)), slice);
  }

  /**
   * They leave as soon as there are connections; the rest of the slice goes back.
   *
   * @param ready  Those of the slice that are on record as begun, and paid.
   */
  async lineUp(route: Route, ready: readonly Item[], slice: readonly Item[]): Promise<void> {
    const leaving = new Set(ready.filter((item) => item.leaseEnds > Date.now() && !this.isShut(item, route)));
    route.flight.lineUp([...leaving]);
    this.flyOn(route);
    const left = slice.filter((item) => !leaving.has(item));
    const shut = left.find((item) => this.isShut(item, route));
    await this.holding.giveBack(left, shut === undefined ? null : route.reason(this.senderOf(shut, route)));
  }

  /** As many as there are connections. What waits, waits here and not in a library's queue, where nobody would ask whether it is still ours. */
  flyOn(route: Route): void {
    while (route.flight.connections < route.line.connections) {
      const item = route.flight.nextBegun();
      if (!item) return;
      this.fly(route, item);
    }
  }

  private async putOnRecord(route: Route, open: readonly Item[], slice: readonly Item[]): Promise<ReadonlySet<Item>> {
    const { claims, transactions, owner, clock, outlet, marks } = this.parts;
    if (open.length === 0) return new Set();
    try {
      const begun = await transactions.single((tx) => claims.begin(tx, open, owner, route.provider, clock.now(), marks.of(outlet.channel)));
      const items = open.filter(({ id }) => begun.has(id));
      if (items.length > 0) marks.keep(outlet.channel, items.at(-1)!);
      return new Set(items);
    } catch (error) {
      // Whether it was committed is unknown here, but nothing was sent: beginning the same try again is allowed.
      this.holding.putBack(slice);
      throw error;
    }
  }

  private fly(route: Route, item: Item): void {
    const signal = route.flight.takeOff(item);
    if (item.load.domain !== null) this.parts.throttled.called(item.load.domain);
    void this.call(route, item, signal).then((answer) => {
      const tookMs = route.flight.land(item);
      this.flyOn(route);
      this.heard(route, item, answer, tookMs);
      if (route.flight.underWay === 0 && this.holding.empty) route.recorder.noMore();
      this.landed(route);
    });
  }

  private heard(route: Route, item: Item, answer: Answer, tookMs: number): void {
    route.doors.heard(answer, this.senderOf(item, route));
    route.recorder.heard(item, item.load.bodyHash, answer);
    this.parts.watch.heard(route.provider, answer, tookMs);
    if (answer.kind === 'deferred' && answer.slowDown) void this.slowDown(route, item, answer);
  }

  /** The limit that was passed is halved, for all instances; a mailbox domain that had none gets one. */
  private async slowDown(route: Route, item: Item, { scope, reason }: Extract<Answer, { kind: 'deferred' }>): Promise<void> {
    const { outlet, log } = this.parts;
    try {
      const perSecond = await this.throttle(route, item, scope, reason);
      if (perSecond !== null) log.warn({ event: 'deliver.slowed-down', channel: outlet.channel, limit: scope, provider: route.provider, perSecond, reason });
    } catch (error) {
      log.debug({ event: 'deliver.not-slowed-down', limit: scope, error });
    }
  }

  private throttle(route: Route, item: Item, scope: Scope, reason: string): Promise<number | null> {
    const { outlet, rates, throttled } = this.parts;
    const { domain } = item.load;
    if (scope === 'domain' && domain !== null) {
      const bucket = outlet.domainBucket(domain);
      return bucket === null || bucket.temporary ? throttled.throttle(domain, reason) : rates.throttle(bucket.name, reason);
    }
    const sender = scope === 'sender' ? outlet.bucketOf(this.senderOf(item, route)) : null;
    return rates.throttle(sender?.name ?? route.pot.account, reason);
  }

  private async call(route: Route, item: Item, signal: AbortSignal): Promise<Answer> {
    try {
      return await item.load.send(route.provider, signal, () => item.leaseEnds > Date.now());
    } catch (error) {
      this.parts.log.error({ event: 'deliver.gateway-threw', message: item.id, error });
      return unanswered('gateway-error', 'The hand-over ended without an answer.');
    }
  }

  private isShut(item: Item, route: Route): boolean {
    return route.room(this.senderOf(item, route)) === 'none';
  }

  private senderOf(item: Item, { provider }: Route): string {
    return this.parts.outlet.senderOf(item.plan, provider);
  }
}
