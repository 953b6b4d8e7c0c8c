import { Inject, Injectable } from '@nestjs/common';
import type { MessageId, NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { isDatabaseAway } from '../platform/database/database-away.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type Dispatch, DispatchRepository } from './store/dispatch.repository.js';
import { type ChangedMember, WithholdingRepository } from './store/withholding.repository.js';

const BATCH = 500;
const GIVEN_BACK = 'somebody is written to as before';

/**
 * Who turns out to be a minor, to have died or to be represented gets no message that greets him, and his representative none that nobody signed for. Claims and beginnings hold such
 * messages from the commit on that says so (`store/care-since.sql.ts`); here the ledger follows: he is `suppressed` with the reason, what he shared goes to the others, and what
 * was his alone is `cancelled`. Once he is written to as he was frozen he has it back, while the notice lives.
 */
@Injectable()
export class WithholdingService {
  constructor(
    private readonly members: WithholdingRepository,
    private readonly dispatches: DispatchRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Safe to repeat. One notice that fails never holds up the others. @returns members who were withheld or given back. */
  async follow(): Promise<number> {
    let moved = 0;
    for (const notice of await this.members.atWork(this.clock.now())) {
      try {
        for (let step = BATCH; step >= BATCH; moved += step) step = await this.transactions.run((tx) => this.step(tx, notice));
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        this.log.error({ event: 'withholding.failed', notice, error });
      }
    }
    return moved;
  }

  /** The dispatch before its messages, as the ledger's writer takes them: a pause or an end comes before or after, never inside. */
  private async step(tx: Tx, notice: NoticeId): Promise<number> {
    const dispatch = await this.dispatches.lock(tx, notice);
    if (!dispatch || dispatch.state === 'cancelled' || dispatch.expiresAt <= this.clock.now()) return 0;
    const changed = await this.members.changed(tx, notice, BATCH);
    const [given, held] = [changed.filter(({ code }) => code === null), changed.filter(({ code }) => code !== null)];
    if (held.length > 0) await this.withhold(tx, dispatch, held);
    if (given.length > 0) await this.giveBack(tx, dispatch, given);
    return changed.length;
  }

  private async withhold(tx: Tx, dispatch: Dispatch, held: readonly ChangedMember[]): Promise<void> {
    const now = this.clock.now();
    const waiting = held.flatMap(({ email, sms }) => [email, sms]).filter((message) => message !== null);
    await this.members.doubt(tx, waiting.filter(({ inDoubt, greetsHim }) => inDoubt && greetsHim).map(({ id }) => id), now);
    const members = held.map(({ customerId, code, email, sms }) => ({ customerId, code: code!, email: sure(email), sms: sure(sms) }));
    const isTaken = (member: (typeof members)[number], place: number): boolean => member.email !== null || member.sms !== null || (held[place]!.email === null && held[place]!.sms === null);
    const taken = members.filter(isTaken);
    await this.members.takeOut(tx, dispatch.noticeId, taken, now);
    await this.members.handOn(tx, dispatch.noticeId, taken.flatMap(({ email, sms }) => [email, sms]).filter((id) => id !== null), now);
    await this.note(tx, dispatch, 'notice.members-withheld', held.length);
  }

  private async giveBack(tx: Tx, dispatch: Dispatch, given: readonly ChangedMember[]): Promise<void> {
    await this.members.giveBack(tx, dispatch.noticeId, given.map(({ customerId }) => customerId));
    if (dispatch.state === 'finished') await this.dispatches.change(tx, dispatch.noticeId, (await this.dispatches.isHeld(tx, dispatch.noticeId)) ? 'paused' : 'running', 'system', GIVEN_BACK, this.clock.now());
    await this.note(tx, dispatch, 'notice.members-given-back', given.length);
  }

  private async note(tx: Tx, { noticeId, incidentId, number, type }: Dispatch, action: string, people: number): Promise<void> {
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, { action, subject: { kind: 'notice', id: noticeId }, incidentId, details: { number, type, people } });
    this.log.info({ event: action, notice: noticeId, people });
  }
}

/** What has surely not left, to take somebody out of. */
const sure = (message: ChangedMember['email']): MessageId | null => (message === null || message.inDoubt ? null : message.id);
