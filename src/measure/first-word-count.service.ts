import { Injectable } from '@nestjs/common';
import { Incidents } from '../declare/contract.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { SharedCounts } from '../platform/figures/shared-counts.js';
import { SizeRepository } from '../platform/figures/size.repository.js';
import { type FirstWordInputs } from './model/measurement.js';
import { MeasureRepository } from './store/measure.repository.js';

/** Who heard first, with the instant of business time of which it is. */
export interface CountedWord {
  readonly word: FirstWordInputs;
  readonly at: Date;
}

/** How an incident stands: what was counted while it stood otherwise is given to nobody. */
export interface Standing {
  readonly incident: IncidentId;
  readonly of: string;
  readonly isOneNotice: boolean;
}

/**
 * Who heard from us first in a large incident, counted once for the room, the pages of a notice, the report and the API: over a million people it
 * takes twenty seconds beside other work, and each of them made its own.
 */
@Injectable()
export class FirstWordCount {
  private readonly counted = new SharedCounts<CountedWord>();

  constructor(
    private readonly counts: MeasureRepository,
    private readonly sizes: SizeRepository,
    private readonly incidents: Incidents,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** null of a small incident, whose counts are made for whoever asks. */
  async standing(incident: IncidentId): Promise<Standing | null> {
    if (!(await this.sizes.isLarge(incident))) return null;
    const [{ revision, status }, { notices, states }] = await Promise.all([this.incidents.get(incident), this.counts.standing(incident)]);
    return { incident, of: `${incident} ${revision} ${status} ${states}`, isOneNotice: notices === 1 };
  }

  /** @param notice  Whose people; null: everybody to whom anything went out. Of an incident with one notice that is the same, and counted once. */
  shared({ incident, of, isOneNotice }: Standing, notice: NoticeId | null): Promise<CountedWord> {
    const whose = isOneNotice ? null : notice;
    return this.counted.of(`${of} ${whose ?? 'all'}`, () => this.count(incident, whose));
  }

  private count(incident: IncidentId, notice: NoticeId | null): Promise<CountedWord> {
    const at = this.clock.now();
    return withRoomToSort(this.transactions, async (tx) => ({ at, word: await this.counts.firstWord(tx, incident, notice, at) }));
  }
}

/** All counts of one measurement see one state: a call that comes in between is in all of them or in none. With room to sort a million people without a file for each part. */
export function withRoomToSort<Value>(transactions: Transactions, read: (tx: Tx) => Promise<Value>): Promise<Value> {
  return transactions.run(async (tx) => {
    await tx.query(`set local work_mem = '64MB'`);
    return read(tx);
  }, 'REPEATABLE READ');
}
