import { Injectable } from '@nestjs/common';
import type { MessageId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { InquiryChange } from '../model/receipt-inquiry.js';

/** A text that was handed over and has no final receipt. */
export interface UnansweredText {
  readonly id: MessageId;
  readonly providerId: string;
  readonly asks: number;
}

/** Which texts the provider is asked about, and when again. */
@Injectable()
export class ReceiptInquiryRepository {
  constructor(private readonly db: Database) {}

  /**
   * Those whose next question is due, then those never asked about, oldest first.
   *
   * @param overdueMinutes  Business minutes after which a receipt is overdue; where the notice has a ladder, at half its time at the latest,
   *   so that it is asked before the ladder gives the text up.
   */
  due(provider: string, now: Date, overdueMinutes: number, limit: number): Promise<readonly UnansweredText[]> {
    return this.db.query<UnansweredText>(DUE, [provider, now, overdueMinutes, limit]);
  }

  /** One statement, and so a transaction of its own. A text that has its receipt by now keeps what it has. */
  async asked(id: MessageId, { asks, nextSeconds }: InquiryChange): Promise<void> {
    await this.db.query(ASKED, [id, asks, nextSeconds]);
  }
}

const DUE = `
  select x.id, x.provider_id as "providerId", x.receipt_asks as asks
    from ((select m.id, m.provider_id, m.receipt_asks, 0 as turn, m.receipt_ask_at as since
             from message as m
            where m.state = 'sent' and m.channel = 'sms' and m.receipt_ask_at <= now() and m.provider = $1 and m.provider_id is not null and m.settled_at is null
            order by m.receipt_ask_at
            limit $4)
          union all
          (select m.id, m.provider_id, m.receipt_asks, 1, m.handed_over_at
             from message as m
             join dispatch as d on d.notice_id = m.notice_id
            where m.state = 'sent' and m.channel = 'sms' and m.receipt_ask_at is null and m.provider = $1 and m.provider_id is not null and m.settled_at is null
              and m.handed_over_at <= $2::timestamptz - least($3::float8, coalesce(d.no_receipt_minutes / 2.0, $3::float8)) * interval '1 minute'
            order by m.handed_over_at
            limit $4)) as x
   order by x.turn, x.since
   limit $4`;

const ASKED = `
  update message
     set receipt_asks = $2, receipt_ask_at = coalesce(now() + $3::float8 * interval '1 second', 'infinity')
   where id = $1 and state = 'sent'`;
