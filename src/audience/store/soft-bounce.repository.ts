import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';

/** A mail that did not arrive, for a reason that passes. */
export interface SoftBounce {
  readonly addressHash: string;
  readonly messageId: MessageId;
  readonly source: string;
  readonly occurredAt: Date;
}

/** Mailboxes for which mail did not arrive of late. */
@Injectable()
export class SoftBounceRepository {
  /** Counts them, each message once. @returns The addresses that have `least` or more since `from`. */
  async add(tx: Tx, bounces: readonly SoftBounce[], from: Date, least: number): Promise<ReadonlySet<string>> {
    const hashes = bounces.map(({ addressHash }) => addressHash);
    await tx.query(ADD, [hashes, bounces.map(({ messageId }) => messageId), bounces.map(({ occurredAt }) => occurredAt)]);
    return new Set((await tx.query<{ addressHash: string }>(OFTEN, [hashes, from, least])).map(({ addressHash }) => addressHash));
  }

  async forget(tx: Tx, addressHashes: readonly string[]): Promise<void> {
    await tx.query(`delete from soft_bounce as b where b.address_hash = any ($1::text[])`, [[...addressHashes]]);
  }

  async forgetBefore(tx: Tx, before: Date): Promise<void> {
    await tx.query(`delete from soft_bounce as b where b.occurred_at < $1`, [before]);
  }
}

const ADD = `
  insert into soft_bounce (address_hash, message_id, occurred_at)
  select b.address_hash, b.message_id, b.occurred_at
    from unnest($1::text[], $2::bigint[], $3::timestamptz[]) as b (address_hash, message_id, occurred_at)
   order by b.address_hash, b.message_id
  on conflict (address_hash, message_id) do nothing`;

const OFTEN = `
  select b.address_hash as "addressHash"
    from soft_bounce as b
   where b.address_hash = any ($1::text[]) and b.occurred_at > $2
   group by b.address_hash
  having count(*) >= $3`;
