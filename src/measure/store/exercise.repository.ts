import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/transactions.js';
import type { ExerciseTimes } from '../model/exercise-score.js';

/** What is left out is not asked for. */
export interface ExerciseSearch {
  readonly brands: readonly string[] | null;
  readonly unseen?: readonly string[];
  readonly kind?: string | undefined;
  readonly after?: IncidentId | undefined;
  readonly limit: number;
}

@Injectable()
export class ExerciseRepository {
  constructor(private readonly db: Database) {}

  /** Newest first, those declared before `after`. */
  list({ brands, unseen = [], kind, after, limit }: ExerciseSearch): Promise<readonly ExerciseTimes[]> {
    return this.db.query<ExerciseTimes>(TIMES, [brands, kind ?? null, after ?? null, limit, null, unseen]);
  }

  async find(id: IncidentId): Promise<ExerciseTimes | null> {
    return (await this.db.query<ExerciseTimes>(TIMES, [null, null, null, 1, id, []]))[0] ?? null;
  }
}

/** First times count: a notice that was given back and submitted again had its words when it was submitted first. What a correction did later is no first word. */
const TIMES = `
  select i.id, i.reference, i.title, i.kind, i.brand_id as "brandId", i.status, i.declared_at as "declaredAt",
         (select min(s.kept_at) from published.signed_plan as s join published.notice as n on n.id = s.notice_id where n.incident_id = i.id) as "submittedAt",
         (select min(a.decided_at) from published.approval as a join published.notice as n on n.id = a.notice_id where n.incident_id = i.id and a.decision = 'approved') as "approvedAt",
         f.first_at as "firstWordAt", f.last_at as "lastWordAt", f.members as people
    from published.incident as i
    left join lateral (
           select r.members, h.first_at, case when bool_and(w.last_handed_over_at is not null) then h.last_at end as last_at
             from (select x.notice_id, x.members from published.rollout as x where x.incident_id = i.id order by x.created_at, x.notice_id limit 1) as r
             join published.wave as w on w.notice_id = r.notice_id
             join published.hand_over as h on h.notice_id = r.notice_id
            group by r.members, h.first_at, h.last_at
         ) as f on true
   where i.exercise
     and ($1::text[] is null or i.brand_id = any ($1)) and ($2::text is null or i.kind = $2) and ($5::uuid is null or i.id = $5) and i.id <> all ($6::uuid[])
     and ($3::uuid is null or (i.declared_at, i.id) < (select c.declared_at, c.id from published.incident as c where c.id = $3))
   order by i.declared_at desc, i.id desc
   limit $4`;
