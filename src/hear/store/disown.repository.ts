import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { Sight } from '../../kernel/actor.js';
import type { CustomerId, MessageId, NoticeId } from '../../kernel/ids.js';
import { inSight } from '../../platform/auth/in-sight.js';
import { Database } from '../../platform/database/transactions.js';

/** Where a message went that was meant for a customer, and whether anybody wrote to us from there. */
export interface ReachedPlace {
  readonly channel: Channel;
  readonly addressHash: string;
  readonly wrote: boolean;
}

@Injectable()
export class DisownRepository {
  constructor(private readonly db: Database) {}

  /** Keyed hashes of the addresses at which messages of the notice reached the customer, copies among them. */
  async addresses(notice: NoticeId, customer: CustomerId, channel: Channel): Promise<readonly string[]> {
    return (await this.db.query<{ hash: string }>(ADDRESSES, [notice, customer, channel])).map(({ hash }) => hash);
  }

  /** Null where the message is not his or may not be seen, or reached nobody; one that was disowned before is still there. */
  async placeOf(message: MessageId, customer: CustomerId, { brands, unseen }: Sight): Promise<ReachedPlace | null> {
    return (await this.db.query<ReachedPlace>(PLACE, [message, customer, brands, unseen]))[0] ?? null;
  }
}

const ADDRESSES = `
  select distinct m.address_hash as hash
    from published.sent_to as s
    join published.actual_message as m on m.id = s.message_id
   where s.notice_id = $1 and s.customer_id = $2 and s.channel = $3 and s.state in ('sent','delivered')`;

const PLACE = `
  select m.channel, m.address_hash as "addressHash",
         case m.channel when 'sms' then exists (select from inbound_sms as i where i.from_hash = m.address_hash and i.received_at >= s.handed_over_at)
                        else exists (select from inbound_mail as i where i.sender_hash = m.address_hash and i.kind = 'reply' and i.received_at >= s.handed_over_at) end as wrote
    from published.sent_to as s
    join published.actual_message as m on m.id = s.message_id
    join published.notice as n on n.id = s.notice_id
   where s.message_id = $1 and s.customer_id = $2 and (s.state in ('sent','delivered') or s.code = 'not-me') and ${inSight('n.incident_id', 3)}`;
