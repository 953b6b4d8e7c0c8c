import { Injectable } from '@nestjs/common';
import { type Actor, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { CustomerId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import type { EsignInput } from './esign.input.js';
import { EsignRepository } from './store/esign.repository.js';

/** Says of a customer whether he agreed to get notices by electronic means. */
@Injectable()
export class EsignService {
  constructor(
    private readonly esigns: EsignRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * The three go together: what was known before is replaced. What was told while a consent stood stays told.
   *
   * @returns false where it was so before; nothing is put on record then.
   * @throws DomainError not-found `customer-not-found`, for one who is of another brand too
   */
  set(actor: Actor, id: CustomerId, said: EsignInput): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const known = await this.esigns.lock(tx, id, sightOf(actor));
      if (known === null) throw new DomainError('not-found', 'customer-not-found', `There is no customer ${id}.`);
      if (known.consent === said.consent && known.on === said.on && known.words === said.words) return false;
      await this.esigns.set(tx, id, known, said, this.clock.now());
      await this.audit.record(tx, actor, { action: 'customer.esign-changed', subject: { kind: 'customer', id }, details: { from: known.consent, to: said.consent, on: said.on } });
      return true;
    });
  }
}
