import { Injectable } from '@nestjs/common';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import type { PackedTemplate } from '../model/templates.js';
import type { Tx } from '../../platform/database/transactions.js';

export interface EvidenceNotice {
  readonly id: NoticeId;
  readonly number: number;
  readonly state: string;
  readonly planHash: string | null;
  readonly audienceId: string;
  readonly plans: readonly string[];
  /** Null where it never began to go out. */
  readonly rollout: object | null;
  readonly [more: string]: unknown;
}

export interface PackedStep {
  readonly no: string;
  readonly law: string;
  readonly step: string;
  readonly [more: string]: unknown;
}

/** Times are ISO 8601 in UTC with microseconds, as they go into the pack. */
export interface EvidenceMember {
  readonly position: number;
  readonly customerId: CustomerId;
  readonly wave: number | null;
  readonly outcome: string;
  readonly barred: string | null;
  readonly email: string | null;
  readonly sms: string | null;
  readonly toldAt: string | null;
  readonly letter: boolean;
}

export interface EvidenceMessage {
  readonly id: string;
  readonly customerId: CustomerId;
  readonly channel: string;
  readonly copyNo: number;
  /** The row as the pack has it, without the two ids at its beginning. */
  readonly cells: readonly (string | number | null)[];
}

/** Reads of one snapshot: each takes the transaction in which all of a pack is read. Sets come in pages, so that no set is ever in memory. */
@Injectable()
export class EvidenceRepository {
  revisions(tx: Tx, incident: IncidentId, after: number, limit: number): Promise<readonly { readonly revision: number }[]> {
    return tx.query(REVISIONS, [incident, after, limit]);
  }

  notices(tx: Tx, incident: IncidentId): Promise<readonly EvidenceNotice[]> {
    return tx.query<EvidenceNotice>(NOTICES, [incident]);
  }

  /** One at a time: a plan holds every text in every language. */
  async plan(tx: Tx, planHash: string): Promise<string> {
    const [row] = await tx.query<{ plan: string }>('select s.plan from published.signed_plan as s where s.plan_hash = $1', [planHash]);
    return row!.plan;
  }

  /** Where the people of a plan live, as laws count it; '' where that is not known. */
  async places(tx: Tx, planHash: string): Promise<readonly string[]> {
    return (await tx.query<{ place: string }>(PLACES, [planHash])).map(({ place }) => place);
  }

  /** What the texts of a plan were made of, by hash. */
  templates(tx: Tx, planHash: string): Promise<readonly PackedTemplate[]> {
    return tx.query<PackedTemplate>(TEMPLATES, [planHash]);
  }

  audiences(tx: Tx, incident: IncidentId): Promise<readonly object[]> {
    return tx.query(AUDIENCES, [incident]);
  }

  members(tx: Tx, notice: NoticeId, after: number, limit: number): Promise<readonly EvidenceMember[]> {
    return tx.query<EvidenceMember>(MEMBERS, [notice, after, limit]);
  }

  /** By customer, channel and copy, which an index of the ledger has. */
  messages(tx: Tx, notice: NoticeId, after: Pick<EvidenceMessage, 'customerId' | 'channel' | 'copyNo'> | null, limit: number): Promise<readonly EvidenceMessage[]> {
    return tx.query<EvidenceMessage>(MESSAGES, [notice, after?.customerId ?? '0', after?.channel ?? '', after?.copyNo ?? -1, limit]);
  }

  /** Messages of which nobody knew, or knows, whether they left; with what a person decided. */
  doubts(tx: Tx, notice: NoticeId, after: string, limit: number): Promise<readonly { readonly id: string; readonly cells: readonly (string | number | null)[] }[]> {
    return tx.query(DOUBTS, [notice, after, limit]);
  }

  bypasses(tx: Tx, incident: IncidentId, after: string, limit: number): Promise<readonly { readonly id: string; readonly cells: readonly (string | number | null)[] }[]> {
    return tx.query(BYPASSES, [incident, after, limit]);
  }

  /** What was said of the steps of substitute notices, oldest first; ids as the rows of law have them. */
  substitutes(tx: Tx, incident: IncidentId, after: string, limit: number): Promise<readonly PackedStep[]> {
    return tx.query<PackedStep>(SUBSTITUTES, [incident, after, limit]);
  }

  measurements(tx: Tx, incident: IncidentId, after: string, limit: number): Promise<readonly { readonly id: string }[]> {
    return tx.query(MEASUREMENTS, [incident, after, limit]);
  }

  reports(tx: Tx, incident: IncidentId, after: number, limit: number): Promise<readonly { readonly revision: number }[]> {
    return tx.query(REPORTS, [incident, after, limit]);
  }
}

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const REVISIONS = `
  select v.revision, ${instant('v.at')} as at, json_build_object('kind', v.actor_kind, 'id', v.actor_id) as actor, v.content
    from published.incident_revision as v
   where v.incident_id = $1 and v.revision > $2
   order by v.revision
   limit $3`;

const NOTICES = `
  select n.id, n.number, n.type, n.state, n.revision, n.incident_revision as "incidentRevision", n.plan_hash as "planHash", n.audience_id as "audienceId", n.corrects_notice_id as "correctsNoticeId",
         n.created_by as "createdBy", ${instant('n.created_at')} as "createdAt", n.submitted_by as "submittedBy", ${instant('n.submitted_at')} as "submittedAt", ${instant('n.approved_at')} as "approvedAt", ${instant('n.expires_at')} as "expiresAt",
         coalesce((select json_agg(s.plan_hash order by s.revision) from published.signed_plan as s where s.notice_id = n.id), '[]') as plans,
         coalesce((select json_agg(json_build_object('personId', c.person_id, 'part', c.part, 'at', ${instant('c.at')}) order by c.at, c.part, c.person_id) from published.notice_contributor as c where c.notice_id = n.id), '[]') as contributors,
         coalesce((select json_agg(json_build_object('planHash', a.plan_hash, 'revision', a.revision, 'decision', a.decision, 'peopleTyped', a.people_typed, 'decidedBy', a.decided_by, 'decidedAt', ${instant('a.decided_at')}, 'reason', a.reason,
                              'breakGlass', (select json_build_object('requestedBy', g.requested_by, 'requestedAt', ${instant('g.requested_at')}, 'reason', g.reason, 'confirmReason', g.confirm_reason, 'reviewedBy', g.reviewed_by, 'verdict', g.verdict, 'review', g.review, 'reviewedAt', ${instant('g.reviewed_at')})
                                 from published.broken_glass as g where g.notice_id = a.notice_id and g.confirmed_by = a.decided_by and g.confirmed_at = a.decided_at and a.decision = 'approved')) order by a.decided_at, a.id)
                     from published.approval as a where a.notice_id = n.id), '[]') as approvals,
         (select json_build_object('createdAt', ${instant('r.created_at')}, 'algorithm', r.algorithm, 'seed', r.seed, 'waves', r.wave_count, 'members', r.members, 'latePercent', r.late_percent) from published.rollout as r where r.notice_id = n.id) as rollout
    from published.notice_record as n
   where n.incident_id = $1
   order by n.number`;

const AUDIENCES = `
  select a.id, a.version, a.state, a.rule, a.list_id as "listId", a.combine, a.told_by_notice_id as "toldByNoticeId", a.algorithm, a.seed, a.hash, a.members, a.counts,
         ${instant('a.as_of')} as "asOf", a.built_by as "builtBy", ${instant('a.created_at')} as "createdAt", ${instant('a.frozen_at')} as "frozenAt"
    from published.audience as a
   where a.incident_id = $1
   order by a.version`;

const MEMBERS = `
  select o.position, o.customer_id as "customerId", o.wave_no + 1 as wave, o.outcome, o.barred_reason as barred, o.email_message_id as email, o.sms_message_id as sms, ${instant('o.told_at')} as "toldAt",
         exists (select from published.letter as l where l.notice_id = o.notice_id and l.customer_id = o.customer_id) as letter
    from published.member_outcome as o
   where o.notice_id = $1 and o.position > $2
   order by o.position
   limit $3`;

const MESSAGES = `
  select m.id, m.customer_id as "customerId", m.channel, m.copy_no as "copyNo",
         json_build_array(m.channel, m.copy_no, m.wave_no + 1, m.state, ${instant('m.due_at')}, ${instant('m.begun_at')}, ${instant('m.handed_over_at')}, ${instant('m.delivered_at')}, ${instant('m.settled_at')}, m.attempts, m.resent_in_doubt,
                          m.provider, m.provider_id, m.body_hash, m.code, m.reason, m.follows_id::text, m.follows_why,
                          (select string_agg(concat_ws(' ', a.no, a.state, ${instant('a.claimed_at')}, ${instant('a.begun_at')}, ${instant('a.ended_at')}, a.provider, a.provider_id, a.code), ' | ' order by a.no) from published.attempt as a where a.message_id = m.id)) as cells
    from published.message_record as m
   where m.notice_id = $1 and (m.customer_id, m.channel, m.copy_no) > ($2::bigint, $3::text, $4::smallint)
   order by m.customer_id, m.channel, m.copy_no
   limit $5`;

const DOUBTS = `
  select m.id,
         json_build_array(m.id::text, m.channel, m.state, m.resent_in_doubt,
                          (select string_agg(concat_ws(' ', a.no, a.state, ${instant('a.begun_at')}), ' | ' order by a.no) from published.attempt as a where a.message_id = m.id and a.state in ('unanswered','found','absent')),
                          d.details->>'decision', d.actor_kind || ':' || d.actor_id, ${instant('d.at')}, d.details->>'reason') as cells
    from published.message_record as m
    left join lateral (select e.details, e.actor_kind, e.actor_id, e.at from audit_event as e where e.subject_kind = 'message' and e.subject_id = m.id::text and e.action = 'message.decided' order by e.id desc limit 1) as d on true
   where m.notice_id = $1 and m.id > $2
     and (m.state = 'unknown' or m.resent_in_doubt > 0 or exists (select from published.attempt as a where a.message_id = m.id and a.state in ('unanswered','found','absent')))
   order by m.id
   limit $3`;

const BYPASSES = `
  select b.message_id as id, json_build_array(b.message_id::text, b.reason, ${instant('b.since')}, ${instant('b.sent_at')}) as cells
    from published.suppression_bypass as b
    join published.message_record as m on m.id = b.message_id
    join published.notice_record as n on n.id = m.notice_id
   where n.incident_id = $1 and b.message_id > $2
   order by b.message_id
   limit $3`;

const SUBSTITUTES = `
  select s.no::text as no, s.terms_id as law, s.step_id as step, s.is_done as "isDone", s.note, json_build_object('kind', s.entered_by_kind, 'id', s.entered_by) as actor, ${instant('s.entered_at')} as at
    from published.substitute_step as s
   where s.incident_id = $1 and s.no > $2
   order by s.no
   limit $3`;

const MEASUREMENTS = `
  select m.id::text as id, m.notice_id as "noticeId", ${instant('m.taken_at')} as "takenAt", m.trigger, m.method, m.inputs_hash as "inputsHash", m.result
    from published.measurement as m
   where m.incident_id = $1 and m.id > $2
   order by m.id
   limit $3`;

const REPORTS = `
  select r.revision, ${instant('r.taken_at')} as "takenAt", r.cause, r.figures_hash as "figuresHash", r.changes, r.figures
    from published.report_revision as r
   where r.incident_id = $1 and r.revision > $2
   order by r.revision
   limit $3`;

const TEMPLATES = `
  select v.hash, v.kind, v.locale, v.notice_type as type, v.labels,
         json_build_object('subject', v.subject, 'emailHtml', v.email_html, 'emailText', v.email_text, 'sms', v.sms) as sources
    from published.template_version as v
   where v.hash in (select t ->> 'templateHash' from published.signed_plan as s cross join lateral jsonb_array_elements(s.plan::jsonb -> 'texts') as t where s.plan_hash = $1)
   order by v.hash`;

const PLACES = `
  select p.place
    from published.audience_place as p
    join published.signed_plan as s on s.plan_hash = $1 and p.audience_id = (s.plan::jsonb #>> '{audience,id}')::uuid
   order by p.place`;
