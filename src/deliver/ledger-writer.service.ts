import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { isThereAlready } from './store/database-errors.js';
import { LedgerWriterRepository, type UnwrittenDispatch } from './store/ledger-writer.repository.js';

/** The first slice is small, so that the first messages leave while the rest is written. */
const FIRST_SLICE = 1_000;
const SLICE = 10_000;
const VERIFY_EVERY_SECONDS = 60;

/** Writes ledgers, slice by slice and in turn: a small notice does not wait for a large one. */
@Injectable()
export class LedgerWriterService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly writer: LedgerWriterRepository,
    private readonly transactions: Transactions,
    private readonly alerts: Alerts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @returns slices written. Ends when nothing is left, or when the process is told to stop. */
  async writeAll(): Promise<number> {
    let slices = 0;
    for (;;) {
      const waiting = await this.writer.unwritten();
      if (waiting.length === 0 || this.stopping) return slices;
      let written = 0;
      for (const dispatch of waiting) if (await this.writeNext(dispatch)) written += 1;
      if (written === 0) return slices;
      slices += written;
    }
  }

  /** Looks over ledgers that count as written. A missing row would be a member lost without a trace. @returns rows that were missing. */
  async verify(olderThanSeconds = VERIFY_EVERY_SECONDS): Promise<number> {
    let missing = 0;
    for (const notice of await this.writer.toVerify(olderThanSeconds)) missing += await this.verifyOne(notice);
    return missing;
  }

  async verifyOne(notice: NoticeId): Promise<number> {
    const missing = await this.transactions.run((tx) => this.writer.writeMissing(tx, notice));
    if (missing > 0) await this.tellMissing(notice, missing);
    return missing;
  }

  /** What is written stays; the rest is written by whoever runs next. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  private async tellMissing(notice: NoticeId, missing: number): Promise<void> {
    this.log.error({ event: 'ledger.rows-were-missing', notice, missing });
    await this.alerts.raise({
      kind: 'ledger.rows-missing', subject: `notice:${notice}`, severity: 'critical', lasting: false,
      message: `${missing} members of a notice had no row in the ledger, though it counted as written. They have one now.`,
      remedy: 'They are told with the rest. Find out why: it is a fault of the service, or somebody changed the database by hand.',
    });
  }

  private async writeNext({ noticeId, writtenUntil }: UnwrittenDispatch): Promise<boolean> {
    const size = writtenUntil === 0 ? FIRST_SLICE : SLICE;
    const write = (ifThere: boolean) => this.transactions.run((tx) => this.writer.writeSlice(tx, noticeId, writtenUntil, size, ifThere));
    const slice = await write(false).catch((error: unknown) => (isThereAlready(error) ? write(true) : Promise.reject(error as Error)));
    if (!slice) return false;
    this.log.debug({ event: 'ledger.written', notice: noticeId, ...slice });
    return true;
  }
}
