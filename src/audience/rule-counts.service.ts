import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { type PersonId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { wasCalledOff } from '../platform/database/aside.js';
import { Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type ExactCounts } from './model/exact-counts.js';
import { type Selection, selectionHash } from './model/selection.js';
import { RuleCountRepository } from './store/rule-count.repository.js';

/** How the exact count of a selection stands. */
export type CountStanding =
  | { readonly state: 'counting' }
  | { readonly state: 'counted'; readonly counts: ExactCounts; readonly countedAt: Date }
  /** `none`: nobody asked for it, or the person has asked for another since. */
  | { readonly state: 'took-too-long' | 'failed' | 'none' };

/** Real milliseconds after which nobody waits any more. */
const LONGEST_MS = 600_000;
/** Real milliseconds between two looks whether the person has asked for something else: a tenth of the lease. */
const LOOK_MS = 1_000;

/**
 * Counts exactly whom a selection means, behind the back of whoever asks: one count at a time on an instance, and one for each person, whatever
 * instance he asks. Who asks for another has the one before cancelled.
 */
@Injectable()
export class RuleCounts implements BeforeApplicationShutdown {
  private readonly running = new Map<PersonId, { readonly hash: string; readonly stop: AbortController; readonly ended: Promise<void> }>();
  /** The end of the line: counts wait for each other, so that one connection does them all. */
  private line: Promise<void> = Promise.resolve();

  constructor(
    private readonly counts: RuleCountRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Begins to count, unless that is under way or was done lately. Returns at once. */
  async ask(person: PersonId, selection: Selection): Promise<CountStanding> {
    const [hash, runner] = [selectionHash(selection), randomUUID()];
    if (await this.transactions.run((tx) => this.counts.claim(tx, person, hash, runner))) {
      this.running.get(person)?.stop.abort();
      const stop = new AbortController();
      const ended = this.run(person, runner, selection, stop, this.line);
      this.line = ended;
      this.running.set(person, { hash, stop, ended });
    }
    return this.standing(person, hash);
  }

  /** @param hash  `selectionHash` of what is asked about. */
  async standing(person: PersonId, hash: string): Promise<CountStanding> {
    const kept = await this.counts.of(person);
    if (kept?.selectionHash !== hash) return { state: 'none' };
    if (kept.counts !== null && kept.countedAt !== null) return { state: 'counted', counts: kept.counts, countedAt: kept.countedAt };
    return { state: kept.failed ?? (kept.isAbandoned ? 'failed' : 'counting') };
  }

  /** Nobody waits for them any more. */
  async beforeApplicationShutdown(): Promise<void> {
    const all = [...this.running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  private async run(person: PersonId, runner: string, selection: Selection, stop: AbortController, before: Promise<void>): Promise<void> {
    const { signal } = stop;
    const watch = setInterval(() => void this.watch(person, runner, stop), LOOK_MS); // while it stands in line, too
    try {
      await before;
      if (signal.aborted) return;
      const counts = await this.counts.count(selection, { timeoutMs: LONGEST_MS, signal });
      await this.transactions.run((tx) => this.counts.keep(tx, person, runner, { counts }, this.clock.now()));
    } catch (error) {
      if (!signal.aborted) await this.fail(person, runner, error);
    } finally {
      clearInterval(watch);
      if (this.running.get(person)?.stop === stop) this.running.delete(person);
    }
  }

  private async watch(person: PersonId, runner: string, stop: AbortController): Promise<void> {
    const isOurs = await this.transactions.run((tx) => this.counts.renew(tx, person, runner)).catch(() => true); // the database is away: the count hears of that by itself
    if (!isOurs) stop.abort();
  }

  private async fail(person: PersonId, runner: string, error: unknown): Promise<void> {
    const failed = wasCalledOff(error) ? 'took-too-long' : 'failed';
    if (failed === 'failed') this.log.error({ event: 'rule-count.failed', error }, 'an exact count of a rule failed');
    await this.transactions.run((tx) => this.counts.keep(tx, person, runner, { failed }, this.clock.now())).catch(() => undefined); // its lease ends
  }
}
