import { Injectable } from '@nestjs/common';
import type { Channel } from '../../audience/contract.js';
import type { CustomerId, IncidentId, MessageId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

export interface PassedPreference {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly channel: Channel;
  /** What was asked for, and since when. */
  readonly reason: string;
  readonly since: Date;
  readonly sentAt: Date;
}

/** Messages that left though their address has a suppression which a mandatory notice may pass. */
@Injectable()
export class PreferenceRepository {
  constructor(private readonly db: Database) {}

  async recordPassed(tx: Tx, now: Date): Promise<readonly { readonly noticeId: NoticeId; readonly incidentId: IncidentId; readonly number: number; readonly type: string; readonly messages: number }[]> {
    return tx.query(RECORD_PASSED, [now]);
  }

  passedBy(notice: NoticeId, after: string, limit: number): Promise<readonly PassedPreference[]> {
    return this.db.query<PassedPreference>(PASSED_BY, [notice, after, limit]);
  }
}

/** A day after the end of a dispatch as well: what left in its last second, and what an outage held up. */
const RECORD_PASSED = `
  with passed as (
    insert into suppression_bypass (message_id, reason, since, sent_at)
    select m.id, x.reason, x.since, m.begun_at
      from published.suppression as x
      join dispatch as d on d.mandatory and (d.state in ('running','paused') or d.changed_at > $1::timestamptz - interval '1 day')
      join message as m on m.notice_id = d.notice_id and not m.exercise and m.channel = x.channel and m.address_hash = x.address_hash
     where x.scope <> 'all' and x.since <= m.begun_at
    on conflict (message_id) do nothing
    returning message_id
  )
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type, count(*)::int as messages
    from passed as p
    join message as m on m.id = p.message_id
    join published.notice as n on n.id = m.notice_id
   group by n.id, n.incident_id, n.number, n.type`;

const PASSED_BY = `
  select b.message_id as "messageId", m.customer_id as "customerId", m.channel, b.reason, b.since, b.sent_at as "sentAt"
    from suppression_bypass as b
    join message as m on m.id = b.message_id
   where m.notice_id = $1 and b.message_id > $2::bigint
   order by b.message_id
   limit $3`;
