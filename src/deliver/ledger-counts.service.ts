import { Inject, Injectable } from '@nestjs/common';
import type { NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LARGE } from '../platform/figures/large.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type WavePeople } from './model/wave-plan.js';
import { type Counted, type KeptCounts, LedgerCountRepository } from './store/ledger-count.repository.js';
import { LedgerRepository } from './store/ledger.repository.js';

const FRESH_MS = 750;
/** Counts live so many times as long as they took: counting then never takes more than a fifth of one connection's time. */
const FRESH_FACTOR = 4;
/** Receipts come in for a day after a notice is done. */
const AFTER_MS = 24 * 3_600_000;

/**
 * What a ledger adds up to. A small one is counted for whoever asks. A large one is counted by one instance at a time, behind the back of those who
 * ask: they get what was counted last, and from when it is. The more it costs, the more seldom it is done, and while nobody looks once a minute at most: who comes first then waits for nothing.
 */
@Injectable()
export class LedgerCounts {
  private readonly counting = new Map<NoticeId, Promise<Counted | null>>();

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly counts: LedgerCountRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @param generation  Of the dispatch now: what was counted under an earlier one is counted anew. */
  async of(notice: NoticeId, generation: number, large = LARGE): Promise<Counted> {
    const { members, kept } = await this.counts.find(notice);
    if (members < large) return this.count(notice, generation);
    if (kept && !isDue(kept, generation)) return kept;
    const renewed = this.renew(notice, generation);
    if (kept) return kept;
    return (await renewed) ?? this.count(notice, generation); // the first of all; where another instance is at it, it is not waited for
  }

  /** What a large ledger adds up to as it starts, with the transaction that starts it: all wait. @param people  Of every wave; where they are not all members, it is left to `keepWarm`. */
  async begin(tx: Tx, notice: NoticeId, members: number, people: readonly WavePeople[], large = LARGE): Promise<void> {
    if (members < large || people.reduce((sum, wave) => sum + wave.members, 0) !== members) return;
    const outcomes = people.map(({ waveNo, members: waiting }) => ({ waveNo, outcome: 'pending' as const, members: waiting }));
    await this.counts.keep(tx, notice, { ledger: { members, outcomes }, messages: [], held: [], at: this.clock.now(), atMs: Date.now(), generation: 1 }, 0);
  }

  /** Counts what is large and has not been counted for a while, one after the other. @returns how many. */
  async keepWarm(large = LARGE): Promise<number> {
    const due = await this.counts.due(large, new Date(this.clock.now().getTime() - AFTER_MS));
    for (const { noticeId, generation } of due) await this.renew(noticeId, generation);
    return due.length;
  }

  /** Resolves when what is under way is on record; for tests, and for who stops. */
  async settled(): Promise<void> {
    await Promise.all(this.counting.values());
  }

  private renew(notice: NoticeId, generation: number): Promise<Counted | null> {
    const known = this.counting.get(notice);
    if (known) return known;
    const counting = this.countAlone(notice, generation)
      .catch((error: unknown) => {
        this.log.warn({ event: 'deliver.not-counted', notice, error });
        return null;
      })
      .finally(() => this.counting.delete(notice));
    this.counting.set(notice, counting);
    return counting;
  }

  /** @returns null where another instance is counting. */
  private countAlone(notice: NoticeId, generation: number): Promise<Counted | null> {
    return this.transactions.run(async (tx) => {
      if (!(await this.counts.mayCount(tx, notice))) return null;
      const { kept } = await this.counts.find(notice);
      if (kept && !isDue(kept, generation)) return kept;
      const began = performance.now();
      const counted = await this.countWithin(tx, notice, generation);
      await this.counts.keep(tx, notice, counted, performance.now() - began);
      return counted;
    });
  }

  private async count(notice: NoticeId, generation: number): Promise<Counted> {
    const [at, atMs] = [this.clock.now(), Date.now()];
    const [ledger, messages, held] = await Promise.all([this.ledger.count(notice), this.ledger.messages(notice), this.ledger.held(notice, at)]);
    return { ledger, messages, held, at, atMs, generation };
  }

  /** On the connection of the transaction, which would be cut off if it stood idle while others count. */
  private async countWithin(tx: Tx, notice: NoticeId, generation: number): Promise<Counted> {
    const [at, atMs] = [this.clock.now(), Date.now()];
    const ledger = await this.ledger.count(notice, tx);
    const messages = await this.ledger.messages(notice, tx);
    return { ledger, messages, held: await this.ledger.held(notice, at, tx), at, atMs, generation };
  }
}

const isDue = ({ generation, ageMs, tookMs }: KeptCounts, now: number): boolean => generation < now || ageMs > Math.max(FRESH_MS, (1 + FRESH_FACTOR) * tookMs);
