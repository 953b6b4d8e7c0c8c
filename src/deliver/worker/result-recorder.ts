import { setTimeout as sleep } from 'node:timers/promises';
import { type SuppressionReason, type Suppressions } from '../../audience/contract.js';
import { type Transactions } from '../../platform/database/transactions.js';
import { type Clock } from '../../platform/clock/clock.js';
import { type Log } from '../../platform/logging/log.js';
import { changeAfter } from '../model/after-answer.js';
import type { Answer } from '../model/answer.js';
import type { Held } from '../store/claim.repository.js';
import { mayPass } from '../store/database-errors.js';
import type { Result, ResultRepository } from '../store/result.repository.js';
import type { Line, Outlet } from './outlet.js';

/** A result, and what it says of the address. */
interface Finding extends Result {
  readonly suppress: { readonly addressHash: string; readonly reason: SuppressionReason } | null;
}

const BATCH = 100;
/** A result waits this long for company, unless there is enough of it. */
const GATHER_MS = 10;
const ENOUGH = 50;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Brings results into the ledger, in small batches and before anything else. While the database is away it keeps them: each is an
 * answer that nobody can ask for again.
 */
export class ResultRecorder {
  private queue: Finding[] = [];
  private draining: Promise<void> | null = null;
  private abandoned = false;
  /** Ends the wait for company. */
  private enough: () => void = () => undefined;

  constructor(
    private readonly outlet: Pick<Outlet, 'channel'> & Pick<Line, 'provider'>,
    private readonly owner: string,
    private readonly results: ResultRepository,
    private readonly suppressions: Pick<Suppressions, 'suppress' | 'softBounced'>,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Results that are not in the ledger yet. */
  get backlog(): number {
    return this.queue.length;
  }

  /** @param bodyHash  Of what was handed over; null where nothing was made. */
  heard({ id, no, addressHash }: Held & { readonly addressHash: string }, bodyHash: string | null, answer: Answer): void {
    const suppress = answer.kind === 'refused' && answer.suppress ? { addressHash, reason: answer.suppress } : null;
    this.queue.push({ id, no, bodyHash, at: this.clock.now(), suppress, ...changeAfter(answer, this.outlet.channel, no, Math.random()) });
    if (this.queue.length >= ENOUGH) this.enough();
    this.draining ??= this.drain();
  }

  /** Resolves once the ledger has everything, or `giveUpMs` have passed; what is left then is settled as unanswered by whoever ends the lease. */
  async settled(giveUpMs: number): Promise<void> {
    const timer = setTimeout(() => (this.abandoned = true), giveUpMs);
    await this.draining;
    clearTimeout(timer);
  }

  private async drain(): Promise<void> {
    for (let pause = 0; this.queue.length > 0 && !this.abandoned; ) {
      if (this.queue.length < ENOUGH) await this.company();
      const batch = this.queue.slice(0, BATCH);
      try {
        await this.record(batch);
        this.queue.splice(0, batch.length);
        pause = 0;
      } catch (error) {
        if (!mayPass(error)) {
          await this.oneByOne(batch);
          this.queue.splice(0, batch.length);
          continue;
        }
        if (pause === 0) this.log.warn({ event: 'deliver.results-wait', channel: this.outlet.channel, waiting: this.queue.length, error });
        pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        await sleep(pause);
      }
    }
    this.draining = null;
  }

  private company(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.enough = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What is said of an address is on record before the message is: a crash between the two then loses nothing. */
  private async record(batch: readonly Finding[]): Promise<void> {
    const source = `${this.outlet.provider}:send`;
    const marked = batch.flatMap(({ id, suppress, at }) => (suppress ? [{ id, at, ...suppress }] : []));
    const dead = marked.filter(({ reason }) => reason !== 'soft-bounce').map(({ addressHash, reason, at }) => ({ channel: this.outlet.channel, addressHash, reason, source, since: at }));
    const soft = marked.filter(({ reason }) => reason === 'soft-bounce').map(({ id, addressHash, at }) => ({ addressHash, messageId: id, source, occurredAt: at }));
    if (dead.length > 0) await this.suppressions.suppress(dead);
    if (soft.length > 0) await this.suppressions.softBounced(soft);
    await this.transactions.single((tx) => this.results.record(tx, batch, this.owner, this.outlet.provider));
  }

  /** One row that the ledger refuses must not keep the others out. */
  private async oneByOne(batch: readonly Finding[]): Promise<void> {
    for (const finding of batch) {
      await this.record([finding]).catch((error: unknown) => {
        this.log.error({ event: 'deliver.result-refused', message: finding.id, error });
      });
    }
  }
}
