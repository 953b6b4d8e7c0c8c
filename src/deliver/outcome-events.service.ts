import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { canonicalJson } from '../kernel/canonical-json.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { ExclusiveJobs } from '../platform/jobs/exclusive-jobs.js';
import { Webhooks } from '../platform/webhooks/webhooks.js';
import { LedgerCounts } from './ledger-counts.service.js';
import { ledgerSum } from './model/ledger-sum.js';
import { OutcomeEventRepository } from './store/outcome-event.repository.js';

const EVERY_MS = 15_000;
/** Receipts come in for a day after a notice is done. */
const AFTER_MS = 24 * 3_600_000;

/** Tells other programs what became of a notice's people, as counts, where they have changed: many messages, one event. */
@Injectable()
export class OutcomeEvents {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly dispatches: OutcomeEventRepository,
    private readonly counts: LedgerCounts,
    private readonly webhooks: Webhooks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  @Interval('deliver.outcome-events', EVERY_MS)
  tick(): Promise<number | null> {
    return this.jobs.run('deliver.outcome-events', () => this.tell(), EVERY_MS);
  }

  /** Nothing is counted while nobody wants to hear. @returns notices looked at. */
  async tell(): Promise<number> {
    if (!(await this.webhooks.wants('notice.outcomes'))) return 0;
    const now = this.clock.now();
    const all = await this.dispatches.counted(new Date(now.getTime() - AFTER_MS));
    for (const { noticeId, incidentId, generation, state } of all) {
      const { ledger, at } = await this.counts.of(noticeId, generation);
      const { members, outcomes, adds } = ledgerSum(ledger.members, ledger.outcomes);
      const data = { noticeId, incidentId, state, members, outcomes, adds };
      const key = `outcomes:${noticeId}:${createHash('sha256').update(canonicalJson(data)).digest('base64url')}`;
      await this.transactions.run((tx) => this.webhooks.publish(tx, key, 'notice.outcomes', at, data));
    }
    return all.length;
  }
}
