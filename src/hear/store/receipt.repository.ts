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

/** With what is known of it before the ledger is asked. */
export interface NotedReceipt extends NewReceipt {
  readonly outcome: 'heard' | 'unknown-status';
}

/** A receipt that is on record and not yet in the ledger. */
export interface HeardReceipt extends Omit<NewReceipt, 'eventId'> {
  readonly id: string;
}

/** Each write is one statement, and so a transaction of its own: three callbacks for each text make round trips dear. */
@Injectable()
export class ReceiptRepository {
  constructor(private readonly db: Database) {}

  /** One statement. @returns The id of each, or null where its event was on record already or comes twice among them. */
  async record(receipts: readonly NotedReceipt[]): Promise<readonly (string | null)[]> {
    const column = <Key extends keyof NotedReceipt>(key: Key) => receipts.map((receipt) => receipt[key]);
    const rows = await this.db.query<{ id: string; provider: string; eventId: string }>(RECORD, [
      column('provider'), column('eventId'), column('messageId'), column('providerId'), column('status'), column('code'), column('occurredAt'), column('outcome'),
    ]);
    const ids = new Map(rows.map(({ id, provider, eventId }) => [`${provider} ${eventId}`, id]));
    return receipts.map(({ provider, eventId }) => {
      const key = `${provider} ${eventId}`;
      const id = ids.get(key) ?? null;
      ids.delete(key); // the first of those that are alike has it
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

/** In one order: two processes that hear the same events wait for each other, and never in a circle. */
const RECORD = `
  insert into receipt (provider, event_id, message_id, provider_id, status, code, occurred_at, outcome)
  select r.provider, r.event_id, r.message_id, r.provider_id, r.status, r.code, r.occurred_at, r.outcome
    from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
         as r (provider, event_id, message_id, provider_id, status, code, occurred_at, outcome)
   order by r.provider, r.event_id
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
