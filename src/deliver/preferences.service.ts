import { Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { type PassedPreference, PreferenceRepository } from './store/preference.repository.js';

/** Puts on record where a mandatory notice was sent though its reader had asked for no optional ones. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly preferences: PreferenceRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @returns how many are on record now that were not before. Looks at what has left, so that it stands beside the sending and not in its way. */
  async recordPassed(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const passed = await this.preferences.recordPassed(tx, this.clock.now());
      for (const { noticeId, incidentId, number, type, messages } of passed) {
        await this.audit.record(tx, { kind: 'system', id: 'firstword' }, {
          action: 'preference.passed', subject: { kind: 'notice', id: noticeId }, incidentId, details: { number, type, messages },
        });
      }
      return passed.reduce((sum, { messages }) => sum + messages, 0);
    });
  }

  /** In the order of the messages, at most `limit` after message `after`. */
  passedBy(notice: NoticeId, after: string, limit: number): Promise<readonly PassedPreference[]> {
    return this.preferences.passedBy(notice, after, limit);
  }
}
