import { setTimeout as sleep } from 'node:timers/promises';
import { type SuppressionReason, type Suppressions } from '../../audience/contract.js';
import type { MessageId } from '../../kernel/ids.js';
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

/** A batch is no larger than this part of what may be unrecorded. */
const MOST = 0.5;
/** A result waits this long for company, unless there is enough of it: this part of what may be unrecorded. */
const GATHER_MS = 25;
const ENOUGH = 0.25;
/** Batches on their way into the ledger at the same time: one need not wait for the other's commit. They have no message in common. */
const MOST_AT_ONCE = 2;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Brings results into the ledger, in small batches and before anything else. While the database is away it keeps them: each is an
 * answer that nobody can ask for again.
 */
export class ResultRecorder {
  private readonly queue: Finding[] = [];
  /** Being brought in. */
  private readonly inHand = new Set<Finding>();
  private readonly drains = new Set<Promise<void>>();
  private readonly enoughIs: number;
  private abandoned = false;
  /** Ends the wait for company; null while nobody waits for it. */
  private enough: (() => void) | null = null;
  /** No result is on its way: none waits for company. */
  private complete = false;
  /** Told after each batch that is in the ledger. */
  recorded: () => void = () => undefined;

  constructor(
    private readonly outlet: Pick<Outlet, 'channel' | 'mostUnrecorded'> & Pick<Line, 'provider'>,
    private readonly owner: string,
    private readonly results: ResultRepository,
    private readonly suppressions: Pick<Suppressions, 'suppress' | 'softBounced'>,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.enoughIs = outlet.mostUnrecorded * ENOUGH;
  }

  /** Results that are not in the ledger yet. */
  get backlog(): number {
    return this.queue.length + this.inHand.size;
  }

  /** What these are the results of. */
  ids(): readonly MessageId[] {
    return [...this.inHand, ...this.queue].map(({ id }) => id);
  }

  /** @param bodyHash  Of what was handed over; null where nothing was made. */
  heard({ id, no, addressHash }: Held & { readonly addressHash: string }, bodyHash: string | null, answer: Answer): void {
    this.complete = false;
    const suppress = answer.kind === 'refused' && answer.suppress ? { addressHash, reason: answer.suppress } : null;
    this.queue.push({ id, no, bodyHash, at: this.clock.now(), suppress, ...changeAfter(answer, this.outlet.channel, no, Math.random()) });
    if (this.drains.size === 0) this.startDrain();
    else if (this.queue.length < this.enoughIs) return;
    else if (this.enough !== null) this.enough();
    else if (this.drains.size < MOST_AT_ONCE) this.startDrain();
  }

  /** Nothing is under way whose result could still come: what is here goes into the ledger at once. */
  noMore(): void {
    this.complete = true;
    this.enough?.();
  }

  /** Resolves once the ledger has everything, or `giveUpMs` have passed; what is left then is settled as unanswered by whoever ends the lease. */
  async settled(giveUpMs: number): Promise<void> {
    const timer = setTimeout(() => (this.abandoned = true), giveUpMs);
    while (this.drains.size > 0) await Promise.all(this.drains);
    clearTimeout(timer);
  }

  private startDrain(): void {
    const drain: Promise<void> = this.drain().finally(() => {
      this.drains.delete(drain);
      // Two may have left the rest to one another.
      if (this.queue.length > 0 && this.drains.size === 0 && !this.abandoned) this.startDrain();
    });
    this.drains.add(drain);
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0 && !this.abandoned) {
      if (this.queue.length < this.enoughIs) {
        if (this.drains.size > 1) return; // the other one waits for company, or will when it is back
        if (!this.complete) await this.company();
      }
      const batch = this.queue.splice(0, this.outlet.mostUnrecorded * MOST);
      for (const finding of batch) this.inHand.add(finding);
      await this.bringIn(batch);
      for (const finding of batch) this.inHand.delete(finding);
      this.recorded();
    }
  }

  private async bringIn(batch: readonly Finding[]): Promise<void> {
    for (let pause = 0; !this.abandoned; ) {
      try {
        return await this.record(batch);
      } catch (error) {
        if (!mayPass(error)) return this.oneByOne(batch);
        if (pause === 0) this.log.warn({ event: 'deliver.results-wait', channel: this.outlet.channel, waiting: this.backlog, error });
        pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        await sleep(pause);
      }
    }
  }

  private async company(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.enough = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.enough = null;
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
