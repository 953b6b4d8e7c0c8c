import { Injectable } from '@nestjs/common';
import type { IncidentId } from '../../kernel/ids.js';
import { actorOfWord } from '../../platform/audit/audit.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { FigureChange, ReportedNotice, ReportFigures } from '../model/report.js';

export type ReportCause = 'hourly' | 'closed' | 'changed';

/** Figures as they were kept; a row never changes. */
export interface ReportRevision {
  readonly revision: number;
  readonly takenAt: Date;
  readonly cause: ReportCause;
  readonly figures: ReportFigures;
  readonly figuresHash: string;
  readonly changes: readonly FigureChange[];
}

export interface Remark {
  readonly revision: number;
  readonly words: string;
  /** By name where it is known. */
  readonly writtenBy: string;
  readonly writtenAt: Date;
}

@Injectable()
export class ReportRepository {
  constructor(private readonly db: Database) {}

  /** Notices that began to go out, by number. */
  notices(incident: IncidentId): Promise<readonly ReportedNotice[]> {
    return this.db.query<ReportedNotice>(NOTICES, [incident]);
  }

  async latest(incident: IncidentId): Promise<ReportRevision | null> {
    return (await this.revisions(incident, null, 1))[0] ?? null;
  }

  /** Newest first; before a revision where one is given. */
  revisions(incident: IncidentId, before: number | null, limit: number): Promise<readonly ReportRevision[]> {
    return this.db.query<ReportRevision>(REVISIONS, [incident, before, limit]);
  }

  /** @returns false where another instance kept the next revision first. */
  async keep(tx: Tx, incident: IncidentId, { revision, takenAt, cause, figures, figuresHash, changes }: ReportRevision): Promise<boolean> {
    return (await tx.query(KEEP, [incident, revision, takenAt, cause, JSON.stringify(figures), figuresHash, JSON.stringify(changes)])).length > 0;
  }

  async remarks(incident: IncidentId): Promise<readonly Remark[]> {
    return this.db.query<Remark>(REMARKS, [incident]);
  }

  async remark(tx: Tx, incident: IncidentId, words: string, by: string, at: Date): Promise<number> {
    // Two who write at once get two numbers.
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.report-remark'), hashtext($1::text))`, [incident]);
    const [row] = await tx.query<{ revision: number }>(REMARK, [incident, words, by, at]);
    return row!.revision;
  }

  /** Open incidents with something told, and those that were closed in the last 14 days; `before`: no revision since. */
  due(now: Date, before: Date): Promise<readonly { readonly id: IncidentId; readonly closed: boolean; readonly hasClosed: boolean }[]> {
    return this.db.query(DUE, [now, before]);
  }
}

const NOTICES = `
  with rollout as (
    select r.notice_id, n.number, n.type, r.members, r.created_at, n.approved_at
      from published.rollout as r
      join published.notice as n on n.id = r.notice_id
     where r.incident_id = $1
  ),
  outcome as materialized (
    select o.notice_id, o.customer_id, o.outcome, o.barred_reason, o.email_message_id, o.sms_message_id
      from rollout as r
      join published.member_outcome as o on o.notice_id = r.notice_id
  ),
  sums as (
    select x.notice_id, json_object_agg(x.outcome, x.people order by x.outcome) as outcomes
      from (select o.notice_id, o.outcome, count(*)::int as people from outcome as o group by o.notice_id, o.outcome) as x
     group by x.notice_id
  ),
  reasons as (                 -- of the message that gave the outcome, an e-mail before a text
    select x.notice_id, json_agg(json_build_object('outcome', x.outcome, 'code', x.code, 'people', x.people) order by x.people desc, x.outcome, x.code) as reasons
      from (select o.notice_id, o.outcome, coalesce(o.barred_reason, e.code, s.code, case o.outcome when 'suppressed' then coalesce(e.reason, s.reason) when 'unreachable' then 'no address' end, 'no code') as code, count(*)::int as people
              from outcome as o
              left join published.message as e on e.id = o.email_message_id and e.state = o.outcome
              left join published.message as s on s.id = o.sms_message_id and s.state = o.outcome
             where o.outcome in ('bounced','failed','unknown','suppressed','unreachable','cancelled')
             group by 1, 2, 3) as x
     group by x.notice_id
  ),
  waves as (
    select w.notice_id, count(*)::int as waves from rollout as r join published.wave as w on w.notice_id = r.notice_id group by w.notice_id
  ),
  ahead as (                   -- who was written to before all others
    select m.notice_id, count(distinct m.customer_id)::int as people
      from rollout as r
      join published.hand_over as h on h.notice_id = r.notice_id and h.first_at < h.waves_from - interval '1 minute'
      join published.message as m on m.notice_id = h.notice_id and m.handed_over_at < h.waves_from - interval '1 minute'
     group by m.notice_id
  ),
  visits as (
    select v.notice_id, count(v.seen_at)::int as seen, count(v.proved_at)::int as proved, count(*) filter (where v.steps_done > 0)::int as steps
      from rollout as r join published.page_visit as v on v.notice_id = r.notice_id
     group by v.notice_id
  ),
  letters as (
    select l.notice_id, count(*)::int as letters from rollout as r join published.letter as l on l.notice_id = r.notice_id group by l.notice_id
  )
  select r.notice_id as id, r.number, r.type, r.members, coalesce(w.waves, 0) as waves, r.created_at as "createdAt", r.approved_at as "approvedAt",
         h.first_at as "firstHandOverAt", coalesce(a.people, 0) as "aheadPeople", h.waves_from as "wavesFrom", h.last_at as "lastHandOverAt", coalesce(s.outcomes, '{}') as outcomes, coalesce(x.reasons, '[]') as reasons,
         coalesce(l.letters, 0) as letters,
         json_build_object('seen', coalesce(v.seen, 0), 'proved', coalesce(v.proved, 0), 'withSteps', coalesce(v.steps, 0)) as pages
    from rollout as r
    left join sums as s on s.notice_id = r.notice_id
    left join reasons as x on x.notice_id = r.notice_id
    left join waves as w on w.notice_id = r.notice_id
    left join published.hand_over as h on h.notice_id = r.notice_id
    left join ahead as a on a.notice_id = r.notice_id
    left join visits as v on v.notice_id = r.notice_id
    left join letters as l on l.notice_id = r.notice_id
   order by r.number`;

const REVISIONS = `
  select v.revision, v.taken_at as "takenAt", v.cause, v.figures, v.figures_hash as "figuresHash", v.changes
    from report_revision as v
   where v.incident_id = $1 and ($2::int is null or v.revision < $2)
   order by v.revision desc
   limit $3`;

const KEEP = `
  insert into report_revision (incident_id, revision, taken_at, cause, figures, figures_hash, changes)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict do nothing
  returning revision`;

const REMARKS = `
  select r.revision, r.words, coalesce(p.name, k.name, r.written_by) as "writtenBy", r.written_at as "writtenAt"
    from report_remark as r
    ${actorOfWord('r.written_by')}
   where r.incident_id = $1
   order by r.revision desc`;

const REMARK = `
  insert into report_remark (incident_id, revision, words, written_by, written_at)
  select $1, coalesce(max(r.revision), 0) + 1, $2, $3, $4 from report_remark as r where r.incident_id = $1
  returning revision`;

const DUE = `
  select i.id, i.status = 'closed' as closed,
         exists (select from report_revision as v where v.incident_id = i.id and v.cause <> 'hourly' and v.taken_at >= i.closed_at) as "hasClosed"
    from published.incident as i
   where not i.exercise and (i.status = 'open' or i.closed_at >= $1::timestamptz - interval '14 days')
     and exists (select from published.rollout as r where r.incident_id = i.id)
     and not exists (select from report_revision as v where v.incident_id = i.id and v.taken_at > $2 and (i.status = 'open' or v.taken_at >= i.closed_at))
   order by i.declared_at`;
