import { Injectable } from '@nestjs/common';
import type { AudienceId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { BrakeFigures } from '../model/brake-forecast.js';

/** What an incident has sent, from the views that the sending step publishes. */
@Injectable()
export class BrakeReader {
  constructor(private readonly db: Database) {}

  /** As of `now`, this notice not counted. @param cap  Notices of the incident that a person may get in a day. */
  async figures({ id, incidentId, audienceId }: { readonly id: NoticeId; readonly incidentId: IncidentId; readonly audienceId: AudienceId }, cap: number, now: Date): Promise<BrakeFigures> {
    const [row] = await this.db.query<BrakeFigures & { started: number }>(INCIDENT, [incidentId, id, now]);
    // Nobody can have had more notices than there are: then nobody needs to be looked at.
    const { started, ...figures } = row!;
    if (started < cap) return figures;
    const [told] = await this.db.query<{ people: number }>(PEOPLE, [incidentId, id, now, audienceId, cap]);
    return { ...figures, people: told!.people };
  }
}

const INCIDENT = `
  select 0 as people,
         count(*) filter (where n.type <> 'correction' and r.created_at > $3::timestamptz - interval '1 hour')::int as notices,
         count(*) filter (where n.type <> 'correction')::int as started,
         coalesce(sum((select count(*) from published.message as m where m.notice_id = r.notice_id)), 0)::int as messages
    from published.rollout as r
    join published.notice as n on n.id = r.notice_id
   where n.incident_id = $1 and n.id <> $2`;

/** What may have reached somebody counts, as the brake itself counts it. */
const PEOPLE = `
  select count(*)::int as people
    from (select o.customer_id
            from published.notice as n
            join published.member_outcome as o on o.notice_id = n.id
            join published.message as m on m.id in (o.email_message_id, o.sms_message_id)
           where n.incident_id = $1 and n.id <> $2 and n.type <> 'correction'
             and m.state in ('sending','sent','delivered','unknown') and coalesce(m.handed_over_at, $3) > $3::timestamptz - interval '1 day'
             and o.customer_id in (select a.customer_id from published.audience_member as a where a.audience_id = $4)
           group by o.customer_id
          having count(distinct n.id) >= $5::int) as told`;
