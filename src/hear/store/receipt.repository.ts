import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import type { ReceiptOutcome } from '../../deliver/contract.js';
import { Database } from '../../platform/database/transactions.js';

/** A provider's word about a message, as it came. */
export interface NewReceipt {
  readonly provider: string;
  /** The provider's own name for this event: it is kept once. */
  readonly eventId: string;
  readonly messageId: MessageId | null;
  readonly providerId: string | null;
  /** In the provider's words. */
  readonly status: string;
  readonly code: string | null;
  readonly occurredAt: Date;
}

/** A receipt that is on record and not yet in the ledger. */
export interface HeardReceipt extends Omit<NewReceipt, 'eventId'> {
  readonly id: string;
}

/** Each write is one statement, and so a transaction of its own: three callbacks for each text make round trips dear. */
@Injectable()
export class ReceiptRepository {
  constructor(private readonly db: Database) {}

  /** One statement. @returns The receipt's id, or null where the event was on record already. */
  async record(receipt: NewReceipt, outcome: 'heard' | 'unknown-status'): Promise<string | null> {
    const { provider, eventId, messageId, providerId, status, code, occurredAt } = receipt;
    const [row] = await this.db.query<{ id: string }>(RECORD, [provider, eventId, messageId, providerId, status, code, occurredAt, outcome]);
    return row?.id ?? null;
  }

  /** One statement. @returns For each its id, or null where it was on record already, also by an earlier one of these. */
  async recordAll(receipts: readonly NewReceipt[], outcomes: readonly ('heard' | 'unknown-status')[]): Promise<readonly (string | null)[]> {
    const column = <Key extends keyof NewReceipt>(key: Key) => receipts.map((receipt) => receipt[key]);
    const rows = await this.db.query<{ id: string; provider: string; eventId: string }>(RECORD_ALL, [
      column('provider'), column('eventId'), column('messageId'), column('providerId'), column('status'), column('code'), column('occurredAt'), [...outcomes],
    ]);
    const fresh = new Map(rows.map(({ id, provider, eventId }) => [`${provider} ${eventId}`, id]));
    return receipts.map(({ provider, eventId }) => {
      const id = fresh.get(`${provider} ${eventId}`) ?? null;
      fresh.delete(`${provider} ${eventId}`);
      return id;
    });
  }

  async settle(outcomes: readonly { readonly id: string; readonly outcome: ReceiptOutcome }[]): Promise<void> {
    await this.db.query(SETTLE, [outcomes.map(({ id }) => id), outcomes.map(({ outcome }) => outcome)]);
  }

  /** Heard longer ago than `seconds` (real time), after `after`, oldest first: whoever heard them did not come to apply them. */
  leftOver(seconds: number, after: string, limit: number): Promise<HeardReceipt[]> {
    return this.db.query<HeardReceipt>(LEFT_OVER, [seconds, after, limit]);
  }
}

const RECORD = `
  insert into receipt (provider, event_id, message_id, provider_id, status, code, occurred_at, outcome)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict on constraint receipt_once do nothing
  returning id`;

const RECORD_ALL = `
  insert into receipt (provider, event_id, message_id, provider_id, status, code, occurred_at, outcome)
  select r.* from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
                  as r (provider, event_id, message_id, provider_id, status, code, occurred_at, outcome)
  on conflict on constraint receipt_once do nothing
  returning id, provider, event_id as "eventId"`;

const SETTLE = `
  update receipt as r
     set outcome = o.outcome
    from unnest($1::bigint[], $2::text[]) as o (id, outcome)
   where r.id = o.id and r.outcome = 'heard'`;

const LEFT_OVER = `
  select r.id, r.provider, r.message_id as "messageId", r.provider_id as "providerId", r.status, r.code, r.occurred_at as "occurredAt"
    from receipt as r
   where r.outcome = 'heard' and r.received_at < now() - make_interval(secs => $1) and r.id > $2
   order by r.id
   limit $3`;
