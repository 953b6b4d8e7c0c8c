import { type Clock } from '../../platform/clock/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { type Log } from '../../platform/logging/log.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { changeAfter } from '../model/after-answer.js';
import { type Answer, failed, unanswered } from '../model/answer.js';
import { type PlanCache, type SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage, ClaimRepository, Held } from '../store/claim.repository.js';
import { type Doors } from './doors.js';
import type { Load, Outlet } from './outlet.js';
import type { ResultRecorder } from './result-recorder.js';
import type { NoticeRotation } from './notice-rotation.js';
import type { TokenPot } from './token-pot.js';

/** What the lane works with; all but the outlet is the same for every channel. */
export interface LaneParts {
  readonly outlet: Outlet;
  readonly owner: string;
  readonly leaseSeconds: number;
  readonly claims: ClaimRepository;
  readonly transactions: Transactions;
  readonly plans: PlanCache;
  readonly recorder: ResultRecorder;
  readonly rotation: NoticeRotation;
  readonly pot: TokenPot;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly log: Log;
}

interface Item extends Held {
  readonly noticeId: NoticeId;
  readonly addressHash: string;
  readonly sender: string;
  readonly load: Load;
  /** Real milliseconds; after this others may take the message. */
  leaseEnds: number;
}

/** So few are on record as begun at once that a kill leaves few in doubt. */
const SLICE = 25;
const LEAST_BUFFER = 25;
const MOST_BUFFER = 200;
const MOST_CLAIMED = 100;
const MOST_CLAIMED_IN_TURN = 25;
const MOST_BACKLOG = 200;
const IDLE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** The library's own time-outs end a silent call long before; this ends one that drips. */
const LONGEST_CALL_MS = 180_000;

/**
 * Sends on one channel: claims a little ahead, puts a slice on record as begun, calls the provider with no transaction open, and
 * hands the answers to the recorder. Memory is bounded by the buffer, whatever the size of the audience.
 */
export class Lane {
  private ready: Item[] = [];
  private readonly flying = new Map<Item, { readonly since: number; readonly abort: AbortController }>();
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private pauseMs = 0;

  constructor(private readonly parts: LaneParts) {}

  start(): void {
    this.running = this.loop();
  }

  /** Something may have changed: look at once instead of at the next tick. */
  nudge(): void {
    this.wake();
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
    await this.giveBack(this.ready.splice(0), null).catch(() => undefined);
    while (this.flying.size > 0 && Date.now() < until) await this.rest(50);
    await this.parts.recorder.settled(Math.max(1_000, until - Date.now()));
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        const busy = await this.turn();
        if (this.pauseMs > 0) this.parts.log.info({ event: 'deliver.resumed', channel: this.parts.outlet.channel });
        this.pauseMs = 0;
        if (!busy && !this.stopping) await this.rest(IDLE_MS);
      } catch (error) {
        // The database is away, most likely. What flies lands; nothing new is begun; the process lives.
        if (this.pauseMs === 0) this.parts.log.warn({ event: 'deliver.interrupted', channel: this.parts.outlet.channel, reason: (error as Error).message });
        this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(IDLE_MS, this.pauseMs * 2));
        await this.rest(this.pauseMs);
      }
    }
  }

  /** @returns whether there may be more to do at once. */
  private async turn(): Promise<boolean> {
    const { doors, recorder } = this.parts;
    this.endDrippingCalls();
    await this.holdOn();
    if (doors.room() === 'none') {
      await this.giveBack(this.ready.splice(0), doors.reason());
      return false;
    }
    if (recorder.backlog > MOST_BACKLOG) return false;
    const claimed = await this.refill();
    const launched = await this.launch();
    return claimed || launched;
  }

  // ── claiming ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  private async refill(): Promise<boolean> {
    const { outlet, claims, owner, leaseSeconds, clock, transactions, rotation, doors } = this.parts;
    const buffer = Math.min(MOST_BUFFER, Math.max(LEAST_BUFFER, outlet.perSecond));
    if (this.ready.length > buffer / 2) return false;
    const notice = await rotation.next();
    if (notice === null) return false;
    const plan = await this.planOf(notice);
    if (plan === null) return true;
    const sender = outlet.senderOf(plan);
    const room = doors.room(sender);
    if (room === 'none' || (room === 'one' && this.holdsOf(sender))) {
      rotation.dry(notice);
      return true;
    }
    const limit = room === 'one' ? 1 : Math.min(buffer - this.ready.length, rotation.alone ? MOST_CLAIMED : MOST_CLAIMED_IN_TURN);
    const claimedAt = Date.now();
    const { messages, seen } = await transactions.run((tx) => claims.claim(tx, { notice, channel: outlet.channel, limit, owner, leaseSeconds, now: clock.now() }));
    if (seen < limit) rotation.dry(notice);
    for (const message of messages) this.prepare(message, plan, sender, claimedAt + leaseSeconds * 1_000);
    return messages.length > 0;
  }

  /** While a door is half open, one message is tried at a time. */
  private holdsOf(sender: string): boolean {
    return [...this.ready, ...this.flying.keys()].some((item) => item.sender === sender);
  }

  private async planOf(notice: NoticeId): Promise<SendablePlan | null> {
    try {
      return await this.parts.plans.get(notice);
    } catch (error) {
      this.parts.rotation.hold(notice);
      this.parts.log.error({ event: 'deliver.plan-unusable', notice, error });
      return null;
    }
  }

  private prepare(message: ClaimedMessage, plan: SendablePlan, sender: string, leaseEnds: number): void {
    const { id, no, noticeId, addressHash } = message;
    let load: Load | null = null;
    try {
      load = this.parts.outlet.load(message, plan);
    } catch (error) {
      this.parts.log.error({ event: 'deliver.not-composed', message: id, notice: noticeId, error });
    }
    if (load) this.ready.push({ id, no, noticeId, addressHash, sender, load, leaseEnds });
    else this.record({ id, no, addressHash, bodyHash: null }, failed('not-composed', 'The text for this member could not be made.'));
  }

  // ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Begins slices while there are free connections. */
  private async launch(): Promise<boolean> {
    let launched = false;
    while (this.ready.length > 0 && this.flying.size < this.parts.outlet.connections && !this.stopping) {
      const slice = this.nextSlice();
      if (slice.length === 0) break;
      const { paid, waitMs } = await this.parts.pot.pay(slice.map(({ load }) => load.cost)).catch((error: unknown) => {
        this.ready.unshift(...slice);
        throw error;
      });
      this.ready.unshift(...slice.slice(paid));
      if (paid === 0) {
        await this.rest(waitMs);
        return true;
      }
      await this.begin(slice.slice(0, paid));
      launched = true;
    }
    return launched;
  }

  /** The next few whose door is open; a half-open door lets one through, and only when nothing is under way. */
  private nextSlice(): Item[] {
    const { doors } = this.parts;
    const room = doors.room();
    if (room === 'none' || (room === 'one' && this.flying.size > 0)) return [];
    return this.ready.splice(0, room === 'one' ? 1 : SLICE);
  }

  private async begin(slice: readonly Item[]): Promise<void> {
    const { claims, transactions, owner, outlet, clock, doors, pot } = this.parts;
    const shut = slice.filter(({ sender }) => doors.room(sender) === 'none');
    const open = slice.filter((item) => !shut.includes(item));
    let begun: ReadonlySet<MessageId>;
    try {
      begun = open.length === 0 ? new Set() : await transactions.run((tx) => claims.begin(tx, open, owner, outlet.provider, clock.now()));
    } catch (error) {
      // Whether it was committed is unknown here, but nothing was sent: beginning the same try again is allowed.
      for (const item of slice) pot.giveBack(item.load.cost);
      this.ready.unshift(...slice);
      throw error;
    }
    const left = slice.filter((item) => !begun.has(item.id) || item.leaseEnds <= Date.now());
    for (const item of slice) if (!left.includes(item)) this.fly(item);
    for (const item of left) pot.giveBack(item.load.cost);
    // Paused, cancelled, expired, or not ours any more: none of them was called for.
    await this.giveBack(left, shut.length > 0 ? doors.reason(shut[0]!.sender) : null);
  }

  private fly(item: Item): void {
    const abort = new AbortController();
    this.flying.set(item, { since: Date.now(), abort });
    void this.call(item, abort.signal).then((answer) => {
      this.flying.delete(item);
      this.parts.doors.heard(answer, item.sender);
      this.record({ ...item, bodyHash: item.load.bodyHash }, answer);
      this.wake();
    });
  }

  private async call(item: Item, signal: AbortSignal): Promise<Answer> {
    try {
      return await item.load.send(signal);
    } catch (error) {
      this.parts.log.error({ event: 'deliver.gateway-threw', message: item.id, error });
      return unanswered('gateway-error', 'The hand-over ended without an answer.');
    }
  }

  private record({ id, no, addressHash, bodyHash }: Held & { addressHash: string; bodyHash: string | null }, answer: Answer): void {
    const { outlet, recorder, clock } = this.parts;
    const suppress = answer.kind === 'refused' && answer.suppress ? { addressHash, reason: answer.suppress } : null;
    recorder.add({ id, no, bodyHash, at: clock.now(), suppress, ...changeAfter(answer, outlet.channel, no, Math.random()) });
  }

  // ── leases ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Renews what is held for longer than half a lease, and lets go of what is no longer ours. */
  private async holdOn(): Promise<void> {
    const { leaseSeconds, claims, transactions, owner } = this.parts;
    const soon = Date.now() + (leaseSeconds * 1_000) / 2;
    const waning = [...this.ready, ...this.flying.keys()].filter(({ leaseEnds }) => leaseEnds < soon);
    if (waning.length === 0) return;
    const renewedAt = Date.now();
    const renewed = await transactions.run((tx) => claims.renew(tx, waning, owner, leaseSeconds));
    for (const item of waning) item.leaseEnds = renewed.has(item.id) ? renewedAt + leaseSeconds * 1_000 : 0;
    this.ready = this.ready.filter(({ leaseEnds }) => leaseEnds > 0);
  }

  private async giveBack(items: readonly Item[], reason: string | null): Promise<void> {
    if (items.length === 0) return;
    const { claims, transactions, owner } = this.parts;
    await transactions.run((tx) => claims.handBack(tx, items, owner, reason));
  }

  private endDrippingCalls(): void {
    for (const [, { since, abort }] of this.flying) if (Date.now() - since > LONGEST_CALL_MS) abort.abort();
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
