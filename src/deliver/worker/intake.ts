import { failed } from '../model/answer.js';
import type { SendablePlan } from '../plan-cache.js';
import type { Claimed, ClaimedMessage, ClaimRequest, RunningNotice } from '../store/claim.repository.js';
import { mayPass } from '../store/database-errors.js';
import type { Holding } from './holding.js';
import type { Item } from './item.js';
import type { LaneParts } from './lane-parts.js';
import type { Load } from './outlet.js';
import type { Route } from './route.js';
import type { Shortcut, Way } from './shortcut.js';

/** Cost (tokens) that is claimed ahead at most: a second of the rate, and no more than that where the rate is high. */
const MOST_AHEAD = 400;
const MOST_CLAIMED = 100;
const MOST_CLAIMED_IN_TURN = 25;
const WEIGHT_OF_LAST = 0.1;
const NOTHING: Claimed = { messages: [], seen: 0 };

/** Claims a little ahead of what can leave, notice by notice in turns, and makes the messages. */
export class Intake {
  private meanCost = 1;

  constructor(
    private readonly parts: LaneParts,
    private readonly holding: Holding,
    private readonly shortcut: Shortcut,
  ) {}

  /** @returns whether there may be more to claim at once. */
  async refill(): Promise<boolean> {
    const { rotation } = this.parts;
    // Each notice that runs has its part of the second; what one has claimed already takes nothing from another's.
    const ahead = this.ahead() / Math.max(1, rotation.active);
    const notice = await rotation.next(({ noticeId }) => this.holding.waiting(noticeId) <= ahead / 2);
    if (notice === null) return false;
    const plan = await this.planOf(notice);
    if (plan === null) return true;
    const way = this.shortcut.of(notice, plan, this.meanCost);
    if (way !== null) return (await this.takeShort(way, notice, plan)) > 0;
    const room = this.roomFor(plan);
    // While a door is half open, one message is tried at a time.
    if (room === 'none' || (room === 'one' && this.holding.some((item) => item.notice.noticeId === notice.noticeId))) {
      rotation.dry(notice.noticeId);
      return true;
    }
    const missing = this.aheadOf(plan, ahead) - this.holding.waiting(notice.noticeId);
    if (missing <= 0) {
      rotation.dry(notice.noticeId);
      return true;
    }
    const limit = Math.ceil(Math.min(missing / this.meanCost, rotation.active <= 1 ? MOST_CLAIMED : MOST_CLAIMED_IN_TURN));
    return (await this.claim(notice, plan, room === 'one' ? 1 : limit)) > 0;
  }

  /** @returns how many were seen; 0 where it is too early for more. */
  private async takeShort(way: Way, notice: RunningNotice, plan: SendablePlan): Promise<number> {
    if (way.limit === 0) return 0;
    const leaseEnds = this.leaseEnds();
    const seen = await this.shortcut.take(way, this.request(notice), plan, this.meanCost, (message) => this.prepare(message, notice, plan, leaseEnds));
    if (seen === null) return 0;
    if (seen < way.limit) this.parts.rotation.dry(notice.noticeId);
    this.parts.rotation.served(notice, seen);
    return seen;
  }

  private request({ noticeId }: RunningNotice): Omit<ClaimRequest, 'limit'> {
    const { outlet, owner, leaseSeconds, clock } = this.parts;
    return { notice: noticeId, channel: outlet.channel, owner, leaseSeconds, now: clock.now() };
  }

  private leaseEnds(): number {
    return Date.now() + this.parts.leaseSeconds * 1_000;
  }

  private async claim(notice: RunningNotice, plan: SendablePlan, limit: number): Promise<number> {
    const { claims, transactions, rotation } = this.parts;
    const leaseEnds = this.leaseEnds();
    const request = { ...this.request(notice), limit };
    // Who waits on the phone goes first.
    const asked = notice.asked ? await transactions.single((tx) => claims.claimAsked(tx, request)) : NOTHING;
    const free = asked.seen > 0 ? asked : await transactions.single((tx) => claims.claimFree(tx, request));
    const { messages, seen } = free.seen > 0 ? free : await transactions.run((tx) => claims.claimFenced(tx, request));
    if (seen < limit) rotation.dry(notice.noticeId);
    rotation.served(notice, messages.length);
    for (const message of messages) {
      const item = this.prepare(message, notice, plan, leaseEnds);
      if (item !== null) this.holding.add(item);
    }
    // Those that a brake held, or whose address was stopped, are out of the way: the next may be for somebody else.
    return seen;
  }

  private ahead(): number {
    return Math.min(MOST_AHEAD, Math.max(1, this.parts.routes.reduce((most, { perSecond }) => Math.max(most, perSecond), 0)));
  }

  /** Of a sender with a rate of its own, a second of that rate. */
  private aheadOf(plan: SendablePlan, ahead: number): number {
    const { outlet, routes } = this.parts;
    return Math.min(ahead, Math.max(1, ...routes.filter((route) => route.room() !== 'none').map(({ provider }) => outlet.bucketOf(outlet.senderOf(plan, provider))?.perSecond ?? Infinity)));
  }

  private roomFor(plan: SendablePlan): ReturnType<Route['room']> {
    const { outlet, routes } = this.parts;
    const rooms = routes.map((route) => route.room(outlet.senderOf(plan, route.provider)));
    return rooms.includes('any') ? 'any' : rooms.includes('one') ? 'one' : 'none';
  }

  private async planOf({ noticeId }: RunningNotice): Promise<SendablePlan | null> {
    try {
      return await this.parts.plans.get(noticeId);
    } catch (error) {
      if (mayPass(error) && !(error instanceof Error && error.name === 'DomainError')) throw error;
      this.parts.rotation.hold(noticeId);
      this.parts.log.error({ event: 'deliver.plan-unusable', notice: noticeId, error });
      return null;
    }
  }

  private prepare(message: ClaimedMessage, notice: RunningNotice, plan: SendablePlan, leaseEnds: number): Item | null {
    const { id, no, addressHash, triedBy } = message;
    const load = this.load(message, plan);
    if (!load) {
      this.parts.routes[0]!.recorder.heard(message, null, failed('not-composed', 'The text for this member could not be made.'));
      return null;
    }
    this.meanCost += WEIGHT_OF_LAST * (load.cost - this.meanCost);
    return { id, no, notice, plan, addressHash, load, leaseEnds, pinnedTo: this.parts.routes.some(({ provider }) => provider === triedBy) ? triedBy : null };
  }

  private load(message: ClaimedMessage, plan: SendablePlan): Load | null {
    try {
      return this.parts.outlet.load(message, plan);
    } catch (error) {
      this.parts.log.error({ event: 'deliver.not-composed', message: message.id, notice: message.noticeId, error });
      return null;
    }
  }
}
