import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { stretchMark } from '../platform/clock/told-time.js';
import { type Settings } from '../platform/config/config.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import { type CallGap, FeedGaps, type FoundSilence, type NewGap } from './contract.js';
import { CallGapRepository } from './store/call-gap.repository.js';

const ALERT = 'calls.silent';

/** Stretches of which no calls are known although some may have come. They are said, never assumed: a gap is not a zero. */
@Injectable()
export class FeedGapsService extends FeedGaps {
  constructor(
    private readonly gaps: CallGapRepository,
    private readonly transactions: Transactions,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'COMPANY_TIME_ZONE'>,
  ) {
    super();
  }

  /** All that touch [from, until), oldest first. */
  list(from: Date, until: Date): Promise<CallGap[]> {
    return this.gaps.list(from, until);
  }

  /** Sources and queues of which something was known since then, each once, in the order of the alphabet. */
  async feeds(since: Date): Promise<{ readonly sources: readonly string[]; readonly queues: readonly string[] }> {
    const feeds = await this.gaps.feeds(since);
    const names = (all: readonly (string | null)[]): readonly string[] => [...new Set(all.filter((name) => name !== null && name !== ''))].map(String).sort();
    return { sources: names(feeds.map(({ source }) => source)), queues: names(feeds.map(({ queue }) => queue)) };
  }

  /** @throws DomainError unprocessable `gap-empty`, conflict `gap-known` */
  async add(actor: Actor, gap: NewGap): Promise<CallGap> {
    if (gap.from >= gap.until) throw new DomainError('unprocessable', 'gap-empty', 'A gap ends after it begins.');
    return this.transactions.run(async (tx) => {
      const id = await this.gaps.add(tx, gap, `${actor.kind}:${actor.id}`, this.clock.now());
      if (id === null) throw new DomainError('conflict', 'gap-known', 'A gap of this source and queue begins at that time already.');
      await this.alerts.clear(ALERT, `call-gap:${id}`, tx); // it may have been proposed
      await this.audit.record(tx, actor, { action: 'call-gap.set', subject: { kind: 'call-gap', id }, details: { source: gap.source, queue: gap.queue, from: gap.from, until: gap.until, reason: gap.reason } });
      return (await this.gaps.get(id, tx))!;
    });
  }

  /**
   * A person says what a silence was: a gap of the feed, or truly nobody who called. A gap that was entered can be taken back so.
   *
   * @throws DomainError not-found `gap-not-found`
   */
  async decide(actor: Actor, id: string, state: 'known' | 'dismissed', reason: string | null): Promise<CallGap> {
    return this.transactions.run(async (tx) => {
      const before = await this.gaps.get(id, tx);
      if (!before) throw new DomainError('not-found', 'gap-not-found', 'There is no such gap.');
      await this.gaps.decide(tx, id, state, reason ?? before.reason, `${actor.kind}:${actor.id}`, this.clock.now());
      await this.alerts.clear(ALERT, `call-gap:${id}`, tx);
      await this.audit.record(tx, actor, { action: `call-gap.${state}`, subject: { kind: 'call-gap', id }, details: { was: before.state, reason } });
      return (await this.gaps.get(id, tx))!;
    });
  }

  override async found(silences: readonly FoundSilence[]): Promise<number> {
    const now = this.clock.now();
    for (const silence of silences) {
      await this.transactions.run(async (tx) => {
        const id = await this.gaps.propose(tx, silence, now);
        if (id === null) return;
        const of = silence.queue === null ? `"${silence.source}"` : `queue "${silence.queue}" of "${silence.source}"`;
        await this.alerts.raise({
          kind: ALERT, subject: `call-gap:${id}`, lasting: true,
          message: `No call of ${of} is known ${stretchMark(silence)}, where about ${Math.round(silence.expected).toLocaleString('en-US')} were to be expected.`, zone: this.settings.COMPANY_TIME_ZONE,
          remedy: 'Import the missing calls, or say on the page "Contact centre", under Imports, whether the feed had a gap or nobody called.',
        }, tx);
      });
    }
    await this.transactions.run(async (tx) => {
      for (const id of await this.gaps.withdrawMended(tx)) await this.alerts.clear(ALERT, `call-gap:${id}`, tx);
    });
    return silences.length;
  }
}
