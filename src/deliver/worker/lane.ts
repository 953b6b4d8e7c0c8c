import { Bookings } from './bookings.js';
import { Departure } from './departure.js';
import { Fork } from './fork.js';
import { Holding } from './holding.js';
import { Intake } from './intake.js';
import type { Item } from './item.js';
import type { LaneParts } from './lane-parts.js';
import type { Route } from './route.js';
import { Shortcut } from './shortcut.js';
import { Till } from './till.js';

/** So few are on record as begun at once that a kill leaves few in doubt. */
const SLICE = 25;
const RECORDING_MS = 10;
/** Nothing to do: it looks again this soon, since somebody may have approved or resumed something. */
const IDLE_MS = 100;
/** How often it looks after what it holds, where calls end more often than that. */
const UPKEEP_MS = 20;
const FIRST_PAUSE_MS = 200;
/** So that sending goes on within a second of a database that is back. */
const LONGEST_PAUSE_MS = 1_000;
/** What only one provider may have, and that one is shut, is not taken up again at once. */
const BOUND_MS = 5_000;
/** Slices that are paid for and put on record at the same time: the wire need not wait for one commit after the other. */
const MOST_DEPARTING = 2;
/** A slice that a bucket can't pay for whole is taken apart again: none is made larger than what flows in within this time. */
const SLICE_MS = 50;

/**
 * Sends on one channel: claims a little ahead, pays for a slice, puts it on record as begun, calls a provider with no transaction
 * open, and hands the answers to the recorder. Memory is bounded by what is claimed ahead, whatever the size of the audience.
 */
export class Lane {
  private readonly holding: Holding;
  private readonly intake: Intake;
  private readonly fork: Fork;
  private readonly till: Till;
  private readonly departure: Departure;
  private readonly shortcut: Shortcut;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private pauseMs = 0;
  private upkeptAt = 0;
  private claiming: Promise<void> | null = null;
  private readonly departing = new Set<Promise<void>>();
  /** What went wrong beside the loop; heard in its next turn. */
  private fault: Error | null = null;

  constructor(private readonly parts: LaneParts) {
    const flights = parts.routes.map(({ flight }) => flight);
    this.holding = new Holding(parts.claims, parts.transactions, parts.owner, parts.leaseSeconds, flights);
    this.fork = new Fork(parts.routes);
    this.till = new Till(parts.outlet, this.holding, new Bookings());
    this.departure = new Departure(parts, this.holding, (route) => this.landed(route));
    this.shortcut = new Shortcut(parts, this.holding, this.fork, this.departure, () => this.unrecorded, () => this.departing.size);
    this.intake = new Intake(parts, this.holding, this.shortcut);
    for (const { recorder } of parts.routes) recorder.recorded = () => this.wake();
  }

  start(): void {
    this.running = this.loop();
  }

  /** Something began, stopped or went on: it is looked for in the next turn, which comes at once. */
  lookAgain(): void {
    this.parts.rotation.lookAgain();
    this.wake();
    void this.claiming?.then(() => this.wake());
  }

  /**
   * Claims no more, gives back what is not begun, and waits for the answers to what is.
   *
   * @param withinMs  Real time; what is not answered by then is left to whoever ends the lease.
   */
  async stop(withinMs: number): Promise<void> {
    this.stopping = true;
    this.wake();
    const until = Date.now() + withinMs;
    await this.running;
    await this.claiming;
    await Promise.all(this.departing);
    for (const route of this.parts.routes) await this.holding.giveBack(route.flight.callBack(), null).catch(() => undefined);
    await this.holding.giveBack(this.holding.pull(() => true), null).catch(() => undefined);
    while (this.parts.routes.some(({ flight }) => flight.underWay > 0) && Date.now() < until) await this.rest(50);
    await Promise.all(this.parts.routes.map(({ recorder }) => recorder.settled(Math.max(1_000, until - Date.now()))));
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        const restMs = await this.turn();
        if (this.pauseMs > 0) this.parts.log.info({ event: 'deliver.resumed', channel: this.parts.outlet.channel });
        this.pauseMs = 0;
        if (restMs > 0 && !this.stopping) await this.rest(restMs);
      } catch (error) {
        await this.interrupted(error as Error);
      }
    }
  }

  /** The database is away, most likely. What flies lands; nothing new is begun; the process lives. */
  private async interrupted(error: Error): Promise<void> {
    if (this.pauseMs === 0) this.parts.log.warn({ event: 'deliver.interrupted', channel: this.parts.outlet.channel, reason: error.message });
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
    await this.rest(this.pauseMs);
  }

  /** @returns real milliseconds until there may be more to do. */
  private async turn(): Promise<number> {
    const { routes } = this.parts;
    await this.upkeep();
    if (routes.every((route) => route.room() === 'none')) return IDLE_MS;
    this.throwFault();
    this.claimAhead();
    return this.launch() ? 0 : this.idleMs();
  }

  private async upkeep(): Promise<void> {
    if (Date.now() - this.upkeptAt < UPKEEP_MS) return;
    const { routes } = this.parts;
    for (const { flight } of routes) flight.endDrippingCalls();
    await this.holding.holdOn();
    await this.clear();
    for (const route of routes) this.departure.flyOn(route);
    this.upkeptAt = Date.now();
  }

  /** Where calls are quick, one free connection is no reason to look at everything: the next one will be free in no time. */
  private landed(route: Route): void {
    const { free, line, flight } = route;
    if (this.shortcut.turnsLow(route) || flight.slow || flight.underWay === 0 || free >= Math.min(SLICE, line.connections / 2)) this.wake();
  }

  private throwFault(): void {
    const { fault } = this;
    this.fault = null;
    if (fault !== null) throw fault;
  }

  /** Claims while others are under way: the wire need not wait for the database. */
  private claimAhead(): void {
    this.claiming ??= this.intake.refill().then((more) => this.claimed(more, null), (error: Error) => this.claimed(true, error));
  }

  private claimed(more: boolean, fault: Error | null): void {
    this.claiming = null;
    this.fault ??= fault;
    if (more) this.wake();
  }

  /** What no provider may have now goes back: it says why it waits, and others may be able to send it. */
  private async clear(): Promise<void> {
    // Paused or cancelled: it would wait for tokens here, only to be refused when it is to begin.
    await this.holding.giveBack(this.holding.pull(({ notice }) => !this.parts.rotation.runs(notice.noticeId)), null);
    for (const route of this.parts.routes) {
      if (route.room() !== 'none') continue;
      await this.holding.giveBack(route.flight.callBack(), route.reason());
      const bound = this.holding.pull(({ pinnedTo }) => pinnedTo === route.provider);
      await this.holding.giveBack(bound, route.reason(), bound.map(() => BOUND_MS));
    }
    const [first] = this.parts.routes;
    if (this.parts.routes.every((route) => route.room() === 'none')) await this.holding.giveBack(this.holding.pull(() => true), first!.reason());
  }

  /** Begins slices while there are free connections and tokens, and one ahead, which fills the time until the next is on record. */
  private launch(): boolean {
    let launched = false;
    for (let route = this.nextRoute(); route !== null; route = this.nextRoute()) {
      const slice = this.nextSlice(route);
      if (slice.length === 0) break;
      this.depart(route, slice);
      launched = true;
    }
    return launched;
  }

  private nextRoute(): Route | null {
    const may = this.departing.size < MOST_DEPARTING && this.unrecorded < this.parts.outlet.mostUnrecorded && !this.stopping;
    return may ? this.fork.next(Date.now()) : null;
  }

  private depart(route: Route, slice: readonly Item[]): void {
    route.flight.prepare(slice.length);
    const departing: Promise<void> = this.payAndBegin(route, slice)
      .catch((error: Error) => void (this.fault ??= error))
      .finally(() => {
        this.departing.delete(departing);
        this.wake();
      });
    this.departing.add(departing);
  }

  private async payAndBegin(route: Route, slice: readonly Item[]): Promise<void> {
    let paid: readonly Item[] = [];
    try {
      paid = await this.till.pay(route, slice);
    } finally {
      route.flight.prepare(paid.length - slice.length);
    }
    if (paid.length > 0) await this.departure.begin(route, paid);
  }

  private get unrecorded(): number {
    return this.parts.routes.reduce((sum, { flight, recorder }) => sum + flight.underWay + recorder.backlog, 0);
  }

  private nextSlice(route: Route): Item[] {
    const most = route.room() === 'one' ? 1 : Math.min(route.flight.slow ? route.free : SLICE, Math.ceil((route.perSecond * SLICE_MS) / 1_000));
    return this.holding.take(most, route.provider, Date.now());
  }

  /** Until tokens are there for what waits for them, or it is time to look for more. */
  private idleMs(): number {
    const soonest = this.holding.empty ? Infinity : Math.min(this.holding.nextAt, ...this.parts.routes.map(({ restUntil }) => restUntil));
    const waitMs = soonest - Date.now();
    const longest = this.parts.routes.some(({ recorder }) => recorder.backlog > 0) ? RECORDING_MS : IDLE_MS;
    return waitMs > 0 ? Math.min(longest, Math.ceil(waitMs)) : longest;
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
