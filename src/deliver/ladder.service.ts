import { Inject, Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { isDatabaseAway } from '../platform/database/database-away.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { nextMessages, whyNext } from './model/ladder.js';
import { LadderRepository } from './store/ladder.repository.js';

const BATCH = 500;

/**
 * Writes to a person on the next channel where the first one failed, until there is proof that one arrived. A step looks, decides and
 * writes in one transaction, and marks what it was done with: cut off half-way it has done nothing, and twice it does nothing more.
 */
@Injectable()
export class LadderService {
  constructor(
    private readonly ladder: LadderRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns messages that were written or taken back. One notice that fails never holds up the others. */
  async climb(): Promise<number> {
    let moved = 0;
    for (const notice of await this.ladder.atWork(this.clock.now())) {
      try {
        moved += await this.climbOne(notice);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        this.log.error({ event: 'ladder.failed', notice, error });
      }
    }
    return moved;
  }

  private async climbOne(notice: NoticeId): Promise<number> {
    let [looked, written] = [0, 0];
    do {
      const step = await this.transactions.run((tx) => this.step(tx, notice));
      looked = step.looked;
      written += step.written;
    } while (looked >= BATCH);
    const takenBack = await this.transactions.run((tx) => this.ladder.takeBack(tx, notice, this.clock.now()));
    if (written + takenBack > 0) this.log.info({ event: 'ladder.climbed', notice, written, takenBack });
    return written + takenBack;
  }

  private async step(tx: Tx, notice: NoticeId): Promise<{ readonly looked: number; readonly written: number }> {
    const now = this.clock.now();
    const noReceiptMinutes = await this.ladder.lock(tx, notice, now);
    if (noReceiptMinutes === null) return { looked: 0, written: 0 };
    const fallen = await this.ladder.fallen(tx, notice, noReceiptMinutes, now, BATCH);
    const why = new Map(fallen.flatMap((message) => {
      const reason = whyNext(message, noReceiptMinutes, now);
      return reason === null ? [] : [[message.id, reason] as const];
    }));
    if (why.size === 0) return { looked: 0, written: 0 };
    const messages = nextMessages(why, await this.ladder.rungs(tx, notice, [...why.keys()]));
    if (messages.length > 0) await this.ladder.add(tx, notice, messages, now);
    await this.ladder.done(tx, [...why.keys()], now);
    return { looked: fallen.length, written: messages.length };
  }
}
