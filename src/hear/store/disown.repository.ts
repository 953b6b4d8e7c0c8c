import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { CustomerId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';

@Injectable()
export class DisownRepository {
  constructor(private readonly db: Database) {}

  /** Keyed hashes of the addresses at which messages of the notice reached the customer, copies among them. */
  async addresses(notice: NoticeId, customer: CustomerId, channel: Channel): Promise<readonly string[]> {
    return (await this.db.query<{ hash: string }>(ADDRESSES, [notice, customer, channel])).map(({ hash }) => hash);
  }
}

const ADDRESSES = `
  select distinct m.address_hash as hash
    from published.sent_to as s
    join published.message as m on m.id = s.message_id
   where s.notice_id = $1 and s.customer_id = $2 and s.channel = $3 and s.state in ('sent','delivered')`;
