import { setImmediate } from 'node:timers/promises';
import type { SendablePlan } from '../plan-cache.js';
import type { Claimed, ClaimedMessage, ClaimRequest, RunningNotice } from '../store/claim.repository.js';
import type { Departure } from './departure.js';
import type { Fork } from './fork.js';
import type { Holding } from './holding.js';
import type { Item } from './item.js';
import type { LaneParts } from './lane-parts.js';
import type { Route } from './route.js';
import type { Bill } from './token-pot.js';

/** Of all that may be unrecorded, so much is claimed and begun at once at most. */
const MOST = 0.5;
/** From here down the next are fetched, so that the wire need not wait for them. */
const LOW = 0.4;
/** Where nothing is on its way, so many for each connection are fetched first: the wire need not wait for a large claim. */
const FIRST_FOR_CONNECTION = 2;
/** While others are on their way, fewer are not worth a statement. */
const FEWEST = 0.2;
/** Below, what may be paid for at once is less than that. */
const FROM_PER_SECOND = 2_000;
/** Of a bucket, which holds 50 ms of its rate when it is full, so much is asked for at once: asked for more, with what is paid ahead beside it, it might never have enough. */
const SLICE_SECONDS = 0.02;
/** So many texts are made before the next answers are heard. */
const AT_A_TIME = 20;
/** Costs are known once messages are claimed; what was paid too much pays for the next. */
const MARGIN = 1.1;

/** By which provider, and how many at most; 0 is none just now. */
export interface Way {
  readonly route: Route;
  readonly limit: number;
}

/**
 * The way of a notice that goes out alone, by one provider that answers quickly, at thousands a second: its messages are paid for first, and
 * then claimed and put on record as begun by one statement. Whatever may need a choice between the two (notices that take turns, mailbox
 * domains with limits, slow calls, a canary) goes the ordinary way.
 */
export class Shortcut {
  /** The answer to a claim was lost, or what it took could not be lined up: some of it may be on record as begun, and nobody here knows of it. */
  private strayed = false;
  private readonly most: number;

  /** @param unrecorded  Begun and not in the ledger yet. @param departing  Slices that are being paid for and begun the ordinary way: they are held by nobody meanwhile. */
  constructor(
    private readonly parts: LaneParts,
    private readonly holding: Holding,
    private readonly fork: Fork,
    private readonly departure: Departure,
    private readonly unrecorded: () => number,
    private readonly departing: () => number,
  ) {
    this.most = parts.outlet.mostUnrecorded;
  }

  /** @param meanCost  Of a message. @returns null where the notice goes the ordinary way. */
  of(notice: RunningNotice, plan: SendablePlan, meanCost: number): Way | null {
    const { outlet, rotation } = this.parts;
    if (!notice.free || notice.asked || outlet.paysByDomain || rotation.active > 1) return null;
    const route = this.fork.only;
    if (route === null || !route.flight.quick) return null;
    const sender = outlet.senderOf(plan, route.provider);
    const perSecond = Math.min(route.perSecond, outlet.bucketOf(sender)?.perSecond ?? Infinity);
    if (perSecond < FROM_PER_SECOND || route.room(sender) !== 'any') return null;
    // What was claimed the ordinary way leaves first; it is on its way in no time, unless it waits for something.
    if (!this.holding.empty) return this.holding.nextAt > Date.now() || this.holding.some(({ pinnedTo }) => pinnedTo !== null) ? null : { route, limit: 0 };
    if (this.strayed && this.departing() > 0) return { route, limit: 0 };
    return { route, limit: this.limit(route, Math.floor((perSecond * SLICE_SECONDS) / (meanCost * MARGIN))) };
  }

  /** Whether the message that has just left its place was the one after which the next are fetched. */
  turnsLow({ flight }: Route): boolean {
    return flight.waiting === this.most * LOW;
  }

  /**
   * Pays, claims and begins, and lets them leave.
   *
   * @param item  Makes a message ready to leave; null where its text can't be made, which the recorder was told.
   * @returns how many messages were seen; null where there are no tokens yet.
   */
  async take({ route, limit }: Way, request: Omit<ClaimRequest, 'limit'>, plan: SendablePlan, meanCost: number, item: (message: ClaimedMessage) => Item | null): Promise<number | null> {
    const sender = this.parts.outlet.bucketOf(this.parts.outlet.senderOf(plan, route.provider));
    const bill = { cost: Math.ceil(limit * meanCost * MARGIN), sender, domain: null };
    const [payment] = await route.pot.pay([bill], route.perSecond);
    if (!payment!.paid) {
      route.restUntil = Date.now() + payment!.waitMs;
      return null;
    }
    await this.settleStrays();
    route.flight.prepare(limit);
    try {
      const { messages, seen } = await this.claim(route, { ...request, limit });
      const begun = messages.filter((message) => message.begun);
      if (begun.length > 0) this.parts.marks.keep(this.parts.outlet.channel, begun.at(-1)!);
      for (const message of messages) if (!message.begun) this.aside(item(message));
      await this.leave(route, bill, begun, item);
      return seen;
    } catch (error) {
      this.strayed = true;
      throw error;
    } finally {
      route.flight.prepare(-limit);
    }
  }

  private limit({ flight, restUntil, line }: Route, most: number): number {
    if (restUntil > Date.now()) return 0;
    const room = Math.max(0, Math.min(this.most * MOST, most, this.most - this.unrecorded()));
    if (flight.underWay === 0) return Math.min(room, line.connections * FIRST_FOR_CONNECTION);
    return flight.waiting > this.most * LOW || room < Math.min(this.most * FEWEST, most) ? 0 : room;
  }

  private claim({ provider }: Route, request: ClaimRequest): Promise<Claimed> {
    const { claims, transactions, marks, outlet } = this.parts;
    return transactions.single((tx) => claims.claimBegun(tx, request, { provider, after: marks.of(outlet.channel) }));
  }

  /** Nothing else is being claimed or begun meanwhile (see `of`), so that all which is known here is known. */
  private async settleStrays(): Promise<void> {
    if (!this.strayed) return;
    const { claims, transactions, outlet, owner, routes, log } = this.parts;
    const known = [...this.holding.ids(), ...routes.flatMap(({ recorder }) => recorder.ids())];
    const strays = await transactions.run((tx) => claims.handBackStrays(tx, outlet.channel, known, owner));
    this.strayed = false;
    if (strays > 0) log.info({ event: 'deliver.strays-handed-back', channel: outlet.channel, messages: strays });
  }

  private aside(item: Item | null): void {
    if (item !== null) this.holding.add(item);
  }

  /** A few at a time: while texts are made no answer is heard, and the wire stands still. */
  private async leave(route: Route, bill: Bill, begun: readonly ClaimedMessage[], item: (message: ClaimedMessage) => Item | null): Promise<void> {
    let left = bill.cost;
    for (let from = 0; from < begun.length; from += AT_A_TIME) {
      if (from > 0) await setImmediate();
      const items = begun.slice(from, from + AT_A_TIME).map(item).filter((made) => made !== null);
      const covered = items.filter(({ load: { cost } }) => {
        const fits = cost <= left;
        if (fits) left -= cost;
        return fits;
      });
      const paid = covered.length === items.length ? covered : [...covered, ...(await this.payMore(route, bill, items.filter((one) => !covered.includes(one))))];
      await this.departure.lineUp(route, paid, items);
    }
    route.pot.keep(bill, left);
  }

  /** @returns those that can be paid at once. */
  private async payMore(route: Route, bill: Bill, items: readonly Item[]): Promise<readonly Item[]> {
    const payments = await route.pot.pay(items.map(({ load }) => ({ ...bill, cost: load.cost })), route.perSecond);
    return items.filter((_, index) => payments[index]!.paid);
  }
}
