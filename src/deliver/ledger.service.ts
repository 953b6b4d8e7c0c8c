import { Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { Ledger, type LedgerSum, type Outcome } from './contract.js';
import { ledgerSum } from './model/ledger-sum.js';
import { placeOf, placeText } from './model/member-place.js';
import { whyBarred } from './model/why-barred.js';
import { LedgerRepository, type MemberRow } from './store/ledger.repository.js';
import { MemberPageRepository } from './store/member-page.repository.js';

/** The ledger, to be read. */
@Injectable()
export class LedgerService extends Ledger {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly pages: MemberPageRepository,
  ) {
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
   * Members of a notice that has started, each with what became of him and why; no address. All in their random order; those of one outcome
   * in the order in which their messages were written, which is nearly that.
   *
   * @param after  The `next` of the page before; "-1" for the first page.
   * @returns at most `limit`; of one outcome perhaps fewer, or none, though `next` says that there are more.
   * @throws DomainError invalid `cursor-unknown`
   */
  async membersOf(notice: NoticeId, outcome: Outcome | null, after: string, limit: number): Promise<{ readonly items: readonly MemberRow[]; readonly next: string | null }> {
    const place = placeOf(after, outcome);
    if (place === null) throw new DomainError('invalid', 'cursor-unknown', 'after must be the "next" of the page before.');
    const { rows, next } = outcome === null ? await this.pages.ofAll(notice, place.position, limit) : await this.pages.ofOutcome(notice, outcome, place, limit);
    return { items: rows.map((row) => ({ ...row, reason: whyBarred(row.outcome, row.code) ?? row.reason })), next: next && placeText(next) };
  }
}
