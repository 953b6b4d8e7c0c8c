import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { MessageId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

/** Messages by the address that they went to. */
@Injectable()
export class MisdirectedRepository {
  constructor(private readonly db: Database) {}

  /** Notices of open incidents that handed something over at the address. What an incident of last year told its then owner stands. */
  async noticesAt(channel: Channel, addressHash: string): Promise<readonly NoticeId[]> {
    return (await this.db.query<{ noticeId: NoticeId }>(NOTICES_AT, [channel, addressHash])).map(({ noticeId }) => noticeId);
  }

  /** The rank of a final receipt goes with it: that the text arrived is true, and says no more that the person was told. */
  async fail(tx: Tx, notice: NoticeId, channel: Channel, addressHash: string, now: Date): Promise<readonly MessageId[]> {
    return (await tx.query<{ id: MessageId }>(FAIL, [notice, channel, addressHash, now])).map(({ id }) => id);
  }
}

const REACHED = `m.channel = $2 and m.address_hash = $3 and m.state in ('sent','delivered')`;

const NOTICES_AT = `
  select d.notice_id as "noticeId"
    from published.incident as i
    join dispatch as d on d.incident_id = i.id and not d.exercise
   where i.status = 'open'
     and exists (select from message as m where m.notice_id = d.notice_id and m.channel = $1 and m.address_hash = $2 and m.state in ('sent','delivered'))
   order by d.notice_id`;

const FAIL = `
  update message as m
     set state = 'failed', code = 'not-me', reason = 'Whoever has this address says that he is somebody else.', settled_at = $4, receipt_rank = 3, climbed_at = null
   where m.notice_id = $1 and ${REACHED}
  returning m.id`;
