import { Injectable } from '@nestjs/common';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId } from '../../kernel/ids.js';
import { customerInSight } from '../../platform/auth/in-sight.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { Care } from '../contract.js';

/** How a customer is written to. */
export interface KnownCare {
  readonly reference: string;
  readonly care: Care | null;
  readonly representativeHash: string | null;
}

/** Who is written to through somebody else, and since when he is known to be. */
@Injectable()
export class CareRepository {
  /** Held until the transaction ends. @returns null for whoever is not there or out of sight. */
  async lock(tx: Tx, id: CustomerId, { brands, unseen }: Sight): Promise<KnownCare | null> {
    return (await tx.query<KnownCare>(LOCK, [brands, unseen, id]))[0] ?? null;
  }

  /** @param at  Business time. */
  async set(tx: Tx, id: CustomerId, reference: string, care: Care | null, email: { readonly address: string; readonly hash: string } | null, at: Date): Promise<void> {
    await tx.query(SET, [id, care, email && tx.sealing.address(email.address, reference), email?.hash ?? null]);
    await tx.query(NOTE, [id, at]);
  }
}

const LOCK = `
  select c.reference, c.care, c.representative_email_hash as "representativeHash"
    from customer as c
   where c.id = $3 and c.erased_at is null and ${customerInSight('c.id', 1)}
     for update`;

const SET = `update customer set care = $2, representative_email = $3, representative_email_hash = $4, updated_at = now() where id = $1`;

/** $1: customers, $2: business time. */
const NOTE = `
  insert into care_change (customer_id, changed_at) values ($1, $2)
  on conflict (customer_id) do update set changed_at = greatest(care_change.changed_at, excluded.changed_at), recorded_at = now()`;
