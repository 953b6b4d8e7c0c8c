import { type Answer, unanswered } from '../model/answer.js';
import { Holding, type Item } from './holding.js';
import { Intake } from './intake.js';
import type { LaneParts } from './lane-parts.js';

/** So few are on record as begun at once that a kill leaves few in doubt. */
const SLICE = 25;
const AHEAD = 20;
/** Begun and not in the ledger yet, the answers that wait to be recorded included: what a kill leaves in doubt, or less. */
const MOST_UNRECORDED = 150;
const RECORDING_MS = 10;
const IDLE_MS = 200;
/** So that sending goes on within a second of a database that is back. */
const LONGEST_PAUSE_MS = 1_000;

/**
 * Sends on one channel: claims a little ahead, puts a slice on record as begun, calls the provider with no transaction open, and
 * hands the answers to the recorder. Memory is bounded by what is claimed ahead, whatever the size of the audience.
 */
export class Lane {
  private readonly holding: Holding;
  private readonly intake: Intake;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private pauseMs = 0;
  private claiming: Promise<void> | null = null;
  private claimFault: Error | null = null;

  constructor(private readonly parts: LaneParts) {
    this.holding = new Holding(parts.claims, parts.transactions, parts.owner, parts.leaseSeconds);
    this.intake = new Intake(parts, this.holding);
  }

  start(): void {
    this.running = this.loop();
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
    await this.holding.giveBackAll(null).catch(() => undefined);
    while (this.holding.underWay > 0 && Date.now() < until) await this.rest(50);
    await this.parts.recorder.settled(Math.max(1_000, until - Date.now()));
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        const busy = await this.turn();
        if (this.pauseMs > 0) this.parts.log.info({ event: 'deliver.resumed', channel: this.parts.outlet.channel });
        this.pauseMs = 0;
        if (!busy && !this.stopping) await this.rest(this.parts.recorder.backlog > 0 ? RECORDING_MS : IDLE_MS);
      } catch (error) {
        await this.interrupted(error as Error);
      }
    }
  }

  /** The database is away, most likely. What flies lands; nothing new is begun; the process lives. */
  private async interrupted(error: Error): Promise<void> {
    if (this.pauseMs === 0) this.parts.log.warn({ event: 'deliver.interrupted', channel: this.parts.outlet.channel, reason: error.message });
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(IDLE_MS, this.pauseMs * 2));
    await this.rest(this.pauseMs);
  }

  /** @returns whether there may be more to do at once. */
  private async turn(): Promise<boolean> {
    const { doors } = this.parts;
    this.holding.endDrippingCalls();
    await this.holding.holdOn();
    this.flyOn();
    if (doors.room() === 'none') {
      await this.holding.giveBackAll(doors.reason());
      return false;
    }
    this.claimAhead();
    return this.launch();
  }

  /** Claims while others are under way: the wire need not wait for the database. What goes wrong is heard in the next turn. */
  private claimAhead(): void {
    if (this.claimFault !== null) {
      const fault = this.claimFault;
      this.claimFault = null;
      throw fault;
    }
    this.claiming ??= this.intake.refill().then((more) => this.claimed(more, null), (error: Error) => this.claimed(true, error));
  }

  private claimed(more: boolean, fault: Error | null): void {
    this.claiming = null;
    this.claimFault = fault;
    if (more) this.wake();
  }

  /** Begins slices while there are free connections, and one ahead, which fills the time until the next is on record. */
  private async launch(): Promise<boolean> {
    const { connections } = this.parts.outlet;
    const most = connections + Math.min(AHEAD, connections);
    let launched = false;
    while (this.holding.underWay < most && this.unrecorded < MOST_UNRECORDED && !this.stopping) {
      const slice = this.nextSlice();
      if (slice.length === 0) break;
      const { paid, waitMs } = await this.pay(slice);
      this.holding.putBack(slice.slice(paid));
      if (paid === 0) {
        await this.rest(waitMs);
        return true;
      }
      await this.begin(slice.slice(0, paid));
      launched = true;
    }
    return launched;
  }

  private get unrecorded(): number {
    return this.holding.underWay + this.parts.recorder.backlog;
  }

  /** The next few whose door is open; a half-open door lets one through, and only when nothing is under way. */
  private nextSlice(): Item[] {
    const room = this.parts.doors.room();
    if (room === 'none' || (room === 'one' && this.holding.underWay > 0)) return [];
    if (room === 'one') return this.holding.take(1);
    return this.holding.take(this.holding.slow ? Math.min(SLICE, this.parts.outlet.connections - this.holding.underWay) : SLICE);
  }

  private async pay(slice: readonly Item[]): Promise<{ paid: number; waitMs: number }> {
    try {
      return await this.parts.pot.pay(slice.map(({ load }) => load.cost));
    } catch (error) {
      this.holding.putBack(slice);
      throw error;
    }
  }

  private async begin(slice: readonly Item[]): Promise<void> {
    const { doors, pot } = this.parts;
    const [shut, open] = [slice.filter(({ sender }) => doors.room(sender) === 'none'), slice.filter(({ sender }) => doors.room(sender) !== 'none')];
    const begun = await this.putOnRecord(open, slice);
    // Paused, cancelled, expired, or not ours any more: none of them is called for.
    const left = slice.filter((item) => !begun.has(item) || item.leaseEnds <= Date.now());
    this.holding.lineUp(slice.filter((item) => !left.includes(item)));
    this.flyOn();
    for (const { load } of left) pot.giveBack(load.cost);
    await this.holding.giveBack(left, shut.length > 0 ? doors.reason(shut[0]!.sender) : null);
  }

  private async putOnRecord(open: readonly Item[], slice: readonly Item[]): Promise<ReadonlySet<Item>> {
    const { claims, transactions, owner, outlet, clock, pot, marks } = this.parts;
    if (open.length === 0) return new Set();
    try {
      const begun = await transactions.single((tx) => claims.begin(tx, open, owner, outlet.provider, clock.now(), marks.of(outlet.channel)));
      const items = open.filter(({ id }) => begun.has(id));
      if (items.length > 0) marks.keep(outlet.channel, items.at(-1)!);
      return new Set(items);
    } catch (error) {
      // Whether it was committed is unknown here, but nothing was sent: beginning the same try again is allowed.
      for (const { load } of slice) pot.giveBack(load.cost);
      this.holding.putBack(slice);
      throw error;
    }
  }

  /** As many as there are connections. What waits, waits here and not in a library's queue, where nobody would ask whether it is still ours. */
  private flyOn(): void {
    while (this.holding.connections < this.parts.outlet.connections) {
      const item = this.holding.nextBegun();
      if (!item) return;
      this.fly(item);
    }
  }

  private fly(item: Item): void {
    const signal = this.holding.takeOff(item);
    void this.call(item, signal).then((answer) => {
      this.holding.land(item);
      this.flyOn();
      this.parts.doors.heard(answer, item.sender);
      this.parts.recorder.heard(item, item.load.bodyHash, answer);
      this.wake();
    });
  }

  private async call(item: Item, signal: AbortSignal): Promise<Answer> {
    try {
      return await item.load.send(signal, () => item.leaseEnds > Date.now());
    } catch (error) {
      this.parts.log.error({ event: 'deliver.gateway-threw', message: item.id, error });
      return unanswered('gateway-error', 'The hand-over ended without an answer.');
    }
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
