import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';

/** A message of an exercise of which the made-up provider has something more to say. */
export interface MadeUpReceipt {
  readonly id: MessageId;
  readonly provider: string;
  readonly providerId: string;
  readonly bounced: boolean;
  /** Business time. */
  readonly occurredAt: Date;
}

@Injectable()
export class ExerciseReceiptRepository {
  constructor(private readonly db: Database) {}

  /** Those that are due, those handed over first first. What is due is written in the number that the provider gave it (`fateOf`). */
  due(now: Date, limit: number): Promise<readonly MadeUpReceipt[]> {
    return this.db.query<MadeUpReceipt>(DUE, [now, limit]);
  }
}

/** Who hands over so much later than the last receipt of the others has come has had his, or gets none. */
const DUE = `
  select x.id, x.provider, x."providerId", x.bounced, x."occurredAt"
    from (select m.id, m.provider, m.provider_id as "providerId", split_part(m.provider_id, ':', 2) as later, split_part(m.provider_id, ':', 2) = 'b' as bounced, m.handed_over_at,
                 m.handed_over_at + split_part(m.provider_id, ':', 3)::int * interval '1 second' as "occurredAt"
            from message as m
           where m.exercise and m.state = 'sent' and m.receipt_rank = 0 and m.handed_over_at <= $1 and m.handed_over_at > $1::timestamptz - interval '1 day') as x
   where x.later <> 'n' and x."occurredAt" <= $1
   order by x.handed_over_at
   limit $2`;
