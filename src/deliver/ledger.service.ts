import { Injectable } from '@nestjs/common';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { Ledger, type LedgerSum, type Outcome } from './contract.js';
import { ledgerSum } from './model/ledger-sum.js';
import { whyBarred } from './model/why-barred.js';
import { LedgerRepository, type MemberRow } from './store/ledger.repository.js';

/** The ledger, to be read. */
@Injectable()
export class LedgerService extends Ledger {
  constructor(private readonly ledger: LedgerRepository) {
    super();
  }

  async sum(notice: NoticeId): Promise<LedgerSum> {
    const { members, outcomes } = await this.ledger.count(notice);
    return ledgerSum(members, outcomes);
  }

  told(notice: NoticeId): Promise<readonly CustomerId[]> {
    return this.ledger.told(notice);
  }

  /**
   * Members of a notice that has started, each with what became of him and why; no address. In their random order.
   *
   * @param after  Position of the last member of the page before; -1 for the first page.
   */
  async membersOf(notice: NoticeId, outcome: Outcome | null, after: number, limit: number): Promise<readonly MemberRow[]> {
    const rows = await this.ledger.memberPage(notice, outcome, after, limit);
    return rows.map((row) => ({ ...row, reason: whyBarred(row.outcome, row.code) ?? row.reason }));
  }
}
