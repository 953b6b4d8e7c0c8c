import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { CallReason } from '../contract.js';

@Injectable()
export class CallReasonRepository {
  constructor(private readonly db: Database) {}

  /** Reasons that are the incident's, and those of calls since it was declared, the most frequent first; at most `limit`. */
  list(incident: IncidentId, limit: number): Promise<CallReason[]> {
    return this.db.query<CallReason>(LIST, [incident, limit]);
  }

  async set(tx: Tx, incident: IncidentId, tags: readonly string[], by: string, at: Date): Promise<void> {
    await tx.query(`delete from incident_call_tag as t where t.incident_id = $1 and t.tag <> all ($2::text[])`, [incident, tags]);
    await tx.query(`insert into incident_call_tag (incident_id, tag, set_by, set_at) select $1, t, $3, $4 from unnest($2::text[]) as t on conflict do nothing`, [incident, tags, by, at]);
  }
}

const LIST = `
  with alike as materialized (   -- a hundred thousand calls give the same few reasons: they are read out of each other once for each set
    select c.reason_tag, c.tags, count(*) as calls
      from published.incident as i
      join inbound_call as c on c.offered_at >= i.declared_at and (i.closed_at is null or c.offered_at < i.closed_at)
     where i.id = $1 and (c.reason_tag is not null or c.tags <> '{}')
     group by c.reason_tag, c.tags
  ),
  said as (
    select t.tag, sum(a.calls)::int as calls from alike as a cross join lateral unnest(reasons_of(a.reason_tag, a.tags)) as t (tag) group by t.tag
  ),
  own as (
    select t.tag from incident_call_tag as t where t.incident_id = $1
  )
  select coalesce(o.tag, s.tag) as tag, coalesce(s.calls, 0) as calls, o.tag is not null as "isIncident"
    from said as s
    full join own as o on o.tag = s.tag
   order by o.tag is null, coalesce(s.calls, 0) desc, 1
   limit $2`;
