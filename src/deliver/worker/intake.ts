import type { NoticeId } from '../../kernel/ids.js';
import { failed } from '../model/answer.js';
import type { SendablePlan } from '../plan-cache.js';
import type { ClaimedMessage } from '../store/claim.repository.js';
import { mayPass } from '../store/database-errors.js';
import type { Holding } from './holding.js';
import type { LaneParts } from './lane-parts.js';
import type { Load } from './outlet.js';

const LEAST_BUFFER = 25;
const MOST_BUFFER = 200;
const MOST_CLAIMED = 100;
const MOST_CLAIMED_IN_TURN = 25;

/** Claims a little ahead of what can leave, notice by notice, and makes the messages. */
export class Intake {
  constructor(
    private readonly parts: LaneParts,
    private readonly holding: Holding,
  ) {}

  /** @returns whether there may be more to claim at once. */
  async refill(): Promise<boolean> {
    const { outlet, rotation, doors } = this.parts;
    const buffer = Math.min(MOST_BUFFER, Math.max(LEAST_BUFFER, outlet.perSecond));
    if (this.holding.waiting > buffer / 2) return false;
    const notice = await rotation.next();
    if (notice === null) return false;
    const plan = await this.planOf(notice);
    if (plan === null) return true;
    const sender = outlet.senderOf(plan);
    const room = doors.room(sender);
    // While a door is half open, one message is tried at a time.
    if (room === 'none' || (room === 'one' && this.holding.hasOf(sender))) {
      rotation.dry(notice);
      return true;
    }
    const limit = room === 'one' ? 1 : Math.min(buffer - this.holding.waiting, rotation.alone ? MOST_CLAIMED : MOST_CLAIMED_IN_TURN);
    return (await this.claim(notice, plan, sender, limit)) > 0;
  }

  private async claim(notice: NoticeId, plan: SendablePlan, sender: string, limit: number): Promise<number> {
    const { outlet, claims, owner, leaseSeconds, clock, transactions, rotation } = this.parts;
    const leaseEnds = Date.now() + leaseSeconds * 1_000;
    const { messages, seen } = await transactions.run((tx) => claims.claim(tx, { notice, channel: outlet.channel, limit, owner, leaseSeconds, now: clock.now() }));
    if (seen < limit) rotation.dry(notice);
    for (const message of messages) this.prepare(message, plan, sender, leaseEnds);
    // Those that a brake held, or whose address was stopped, are out of the way: the next may be for somebody else.
    return seen;
  }

  private async planOf(notice: NoticeId): Promise<SendablePlan | null> {
    try {
      return await this.parts.plans.get(notice);
    } catch (error) {
      if (mayPass(error) && !(error instanceof Error && error.name === 'DomainError')) throw error;
      this.parts.rotation.hold(notice);
      this.parts.log.error({ event: 'deliver.plan-unusable', notice, error });
      return null;
    }
  }

  private prepare(message: ClaimedMessage, plan: SendablePlan, sender: string, leaseEnds: number): void {
    const { id, no, noticeId, addressHash } = message;
    const load = this.load(message, plan);
    if (load) this.holding.add({ id, no, noticeId, addressHash, sender, load, leaseEnds });
    else this.parts.recorder.heard(message, null, failed('not-composed', 'The text for this member could not be made.'));
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
