import { Injectable } from '@nestjs/common';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { Ledger, type LedgerSum } from './contract.js';
import { ledgerSum } from './model/ledger-sum.js';
import { LedgerRepository, type SentRow } from './store/ledger.repository.js';

/** The ledger, to be read. */
@Injectable()
export class LedgerService extends Ledger {
  constructor(private readonly ledger: LedgerRepository) {
    super();
  }

  async sum(notice: NoticeId): Promise<LedgerSum> {
    const [members, counts] = await Promise.all([this.ledger.members(notice), this.ledger.outcomes(notice)]);
    return ledgerSum(members, counts);
  }

  told(notice: NoticeId): Promise<readonly CustomerId[]> {
    return this.ledger.told(notice);
  }

  sentTo(customer: CustomerId): Promise<readonly SentRow[]> {
    return this.ledger.sentTo(customer);
  }
}
