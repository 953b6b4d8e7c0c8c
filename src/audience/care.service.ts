import { Inject, Injectable } from '@nestjs/common';
import { type Actor, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import { parseEmail } from '../kernel/email.js';
import type { CustomerId } from '../kernel/ids.js';
import { hashEmail } from '../kernel/keyed-hash.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions } from '../platform/database/transactions.js';
import type { CareInput } from './care.input.js';
import { CareRepository } from './store/care.repository.js';

/** Says of a customer that he is a minor, has died or is represented, and who is written to in his place. */
@Injectable()
export class CareService {
  constructor(
    private readonly cares: CareRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /**
   * Sets, changes or clears it. From the commit on no message that waits begins otherwise than it says: `deliver` asks for it whenever it claims and begins.
   *
   * @returns false where it was so before; nothing is put on record then.
   * @throws DomainError not-found `customer-not-found`, for one who is of another brand too; unprocessable `address-invalid`
   */
  async set(actor: Actor, id: CustomerId, { care, representativeEmail, reason }: CareInput): Promise<boolean> {
    const address = representativeEmail === null ? null : parseEmail(representativeEmail);
    if (representativeEmail !== null && address === null) throw new DomainError('unprocessable', 'address-invalid', 'The representative’s address is no e-mail address.');
    const email = address && { address, hash: hashEmail(this.surroundings.lookupKeys, address) };
    return this.transactions.run(async (tx) => {
      const known = await this.cares.lock(tx, id, sightOf(actor));
      if (known === null) throw new DomainError('not-found', 'customer-not-found', `There is no customer ${id}.`);
      if (known.care === care && known.representativeHash === (email?.hash ?? null)) return false;
      await this.cares.set(tx, id, known.reference, care, email, this.clock.now());
      await this.audit.record(tx, actor, { action: 'customer.care-changed', subject: { kind: 'customer', id }, details: { from: known.care, to: care, represented: email !== null, reason } });
      return true;
    });
  }
}
