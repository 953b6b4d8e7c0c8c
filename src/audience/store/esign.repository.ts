import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { customerInSight } from '../../platform/auth/in-sight.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { EsignInput } from '../esign.input.js';

interface Known extends EsignInput {
  readonly reference: string;
}

/** Who agreed to get notices by electronic means. When an answer that was yes stood is kept by a trigger, whoever changes it. */
@Injectable()
export class EsignRepository {
  /** Held until the transaction ends. @returns null for whoever is not there or out of sight. */
  async lock(tx: Tx, id: CustomerId, { brands, unseen }: Sight): Promise<Known | null> {
    return (await tx.query<Known>(LOCK, [brands, unseen, id]))[0] ?? null;
  }

  /** @param at  Business time, from which the answer counts where its day is not known. */
  async set(tx: Tx, id: CustomerId, { reference }: Pick<Known, 'reference'>, { consent, on, words }: EsignInput, at: Date): Promise<void> {
    await tx.query(SET, [id, consent, on, words && tx.sealing.text(words, reference), at]);
  }
}

const LOCK = `
  select c.reference, c.esign_consent as consent, to_char(c.esign_consent_on, 'YYYY-MM-DD') as "on", c.esign_consent_words as words
    from customer as c
   where c.id = $3 and c.erased_at is null and ${customerInSight('c.id', 1)}
     for update`;

const SET = `
  update customer as c
     set esign_consent = $2, esign_consent_on = $3, esign_consent_words = $4, updated_at = now(),
         esign_noted_at = case when (c.esign_consent, c.esign_consent_on) is distinct from ($2, $3::date) then $5::timestamptz else c.esign_noted_at end
   where c.id = $1`;
