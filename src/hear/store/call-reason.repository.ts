import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { GivenReason } from '../contract.js';

@Injectable()
export class CallReasonRepository {
  constructor(private readonly db: Database) {}

  /** How many calls since the incident was declared gave each reason, the most frequent first; at most `limit`, and those of its own whatever their number. */
  given(incident: IncidentId, limit: number): Promise<GivenReason[]> {
    return this.db.query<GivenReason>(GIVEN, [incident, limit]);
  }

  /** The incident's own, in the order of the alphabet. */
  async own(incident: IncidentId): Promise<string[]> {
    const rows = await this.db.query<{ tag: string }>('select t.tag from incident_call_tag as t where t.incident_id = $1 order by t.tag', [incident]);
    return rows.map(({ tag }) => tag);
  }

  async set(tx: Tx, incident: IncidentId, tags: readonly string[], by: string, at: Date): Promise<void> {
    await tx.query(`delete from incident_call_tag as t where t.incident_id = $1 and t.tag <> all ($2::text[])`, [incident, tags]);
    await tx.query(`insert into incident_call_tag (incident_id, tag, set_by, set_at) select $1, t, $3, $4 from unnest($2::text[]) as t on conflict do nothing`, [incident, tags, by, at]);
  }
}

const GIVEN = `
  with alike as materialized (   -- a hundred thousand calls give the same few reasons: they are read out of each other once for each set
    select c.reason_tag, c.tags, count(*) as calls
      from published.incident as i
      join inbound_call as c on c.offered_at >= i.declared_at and (i.closed_at is null or c.offered_at < i.closed_at)
     where i.id = $1 and (c.reason_tag is not null or c.tags <> '{}')
     group by c.reason_tag, c.tags
  ),
  said as (
    select t.tag, sum(a.calls)::int as calls from alike as a cross join lateral unnest(reasons_of(a.reason_tag, a.tags)) as t (tag) group by t.tag
  )
  select s.tag, s.calls
    from said as s
   order by exists (select from incident_call_tag as t where t.incident_id = $1 and t.tag = s.tag) desc, s.calls desc, s.tag
   limit $2`;
