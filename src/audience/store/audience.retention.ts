import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type DueRows, type KeptKind, KeptKinds } from '../../platform/privacy/kept-kinds.js';
import { walkOn } from '../../platform/privacy/retention-walk.js';

/** Names and addresses in the audiences of incidents that were closed long ago. */
@Injectable()
export class AudienceRetention implements KeptKind, OnModuleInit {
  readonly key = 'audiences';
  readonly title = 'Who was affected, by name and address';
  readonly what = 'Names, addresses, numbers and what they bought, in the audiences of incidents, from their closing on. Customer numbers, regions, languages and counts stay.';
  readonly setting = 'KEEP_INCIDENT_DAYS';

  constructor(
    private readonly kinds: KeptKinds,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.kinds.add(this);
  }

  async due(before: Date): Promise<DueRows> {
    const [found] = await this.db.query<DueRows>(DUE, [before]);
    return found!;
  }

  /** One audience at a time, by its positions. */
  purge(tx: Tx, before: Date, limit: number): Promise<number> {
    return walkOn(tx, before, limit, { kind: this.key, nextSql: NEXT, forget: async ({ id, place }, until) => (await tx.query(FORGET, [id, place, until])).length });
  }
}

/** Audiences of incidents whose time is over and that nobody holds. */
const OVER = `
  from audience as a
  join published.incident as i on i.id = a.incident_id and i.status = 'closed' and i.closed_at < $1
  left join retention_mark as k on k.kind = 'audiences' and k.subject_id = a.id
 where a.state = 'frozen' and not coalesce(k.finished, false)
   and not exists (select from published.retention_hold as h where h.incident_id = a.incident_id)`;

/** What is kept of an open incident has no end yet, and what is held none while it is: both are said, not passed over. */
const DUE = `
  with kept as (
    select distinct i.id, i.status, i.closed_at, exists (select from published.retention_hold as h where h.incident_id = i.id) as held
      from audience as a
      join published.incident as i on i.id = a.incident_id
      left join retention_mark as m on m.kind = 'audiences' and m.subject_id = a.id
     where a.state = 'frozen' and a.members > 0 and not coalesce(m.finished, false)
  )
  select (select coalesce(sum(greatest(a.members - coalesce(k.place, 0), 0)), 0)::int ${OVER}) as rows,
         (select min(x.closed_at) from kept as x where x.status = 'closed' and not x.held and x.closed_at >= $1) as "oldestKept",
         (select count(*)::int from kept as x where x.status = 'open') as "openIncidents",
         (select count(*)::int from kept as x where x.status = 'closed' and x.held) as "heldIncidents"`;

const NEXT = `select a.id, coalesce(k.place, 0) as place, a.members ${OVER} order by i.closed_at, a.id limit 1`;

const FORGET = `
  update audience_member as m
     set first_name = null, last_name = null, email = null, email_hash = null, phone = null, phone_hash = null,
         reasons = m.reasons || jsonb_build_object('touchpoints', '[]'::jsonb, 'more', coalesce((m.reasons ->> 'more')::int, 0) + jsonb_array_length(coalesce(m.reasons -> 'touchpoints', '[]')))
   where m.audience_id = $1 and m.position >= $2 and m.position < $3
  returning 1`;
