import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/transactions.js';
import { type PublicNotice, PublicNotices } from '../contract.js';
import { MAY_LEAVE } from './epoch.repository.js';

@Injectable()
export class PublicNoticeRepository extends PublicNotices {
  constructor(private readonly db: Database) {
    super();
  }

  async all(): Promise<readonly PublicNotice[] | null> {
    const notices = await this.db.query<PublicNotice>(PUBLIC, []);
    const [epoch] = await this.db.query<{ mayLeave: boolean }>(`select ${MAY_LEAVE} as "mayLeave"`, []); // afterwards: what was read is no older than this
    return epoch?.mayLeave ? notices : null;
  }
}

/** Of two of an incident that opened in one instant the later number says the newer word. */
const PUBLIC = `
  select p.notice_id as "noticeId", p.incident_id as "incidentId", least(min(w.opened_at), h.first_at) as since,
         case when not exists (select from published.unanswered_incident as u where u.incident_id = p.incident_id) then i.brand_id end as "answeredAs"
    from published.public_notice as p
    join dispatch as d on d.notice_id = p.notice_id and d.state <> 'cancelled'
    join published.notice as n on n.id = p.notice_id
    join published.incident as i on i.id = p.incident_id
    join wave as w on w.notice_id = p.notice_id and w.opened_at is not null
    left join published.hand_over as h on h.notice_id = p.notice_id   -- a wave opens anew once its first people were seen to be well
   group by p.notice_id, p.incident_id, n.number, i.brand_id, h.first_at
   order by since, n.number, p.notice_id`;
