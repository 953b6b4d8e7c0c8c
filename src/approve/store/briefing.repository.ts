import { Injectable } from '@nestjs/common';
import { type Sight } from '../../kernel/actor.js';
import { inSight } from '../../platform/auth/in-sight.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { BriefingAnswer, BriefingDocument } from '../model/briefing.js';
import type { IncidentSnapshot } from '../model/send-plan.js';
import type { NoticeType, Policies, Schedule } from '../contract.js';
import type { Reader } from './reader.js';

/** A notice that is before the approvers or approved, of an open incident, and whether the phones are ready for it. */
export interface StandingBriefing {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: NoticeType;
  readonly incident: IncidentSnapshot;
  readonly policies: Policies;
  readonly schedule: Schedule;
  readonly timeZone: string;
  readonly approvedAt: Date | null;
  /** Its first wave has. */
  readonly opened: boolean;
  /** When the first message left; null before. */
  readonly toldSince: Date | null;
  /** When the last message left of one that is over; null before. */
  readonly toldUntil: Date | null;
  readonly begun: boolean;
  /** Law enforcement asked that nothing is said of it just now. */
  readonly held: boolean;
  /** The answer that counts for the version that was submitted. */
  readonly answer: (Pick<BriefingAnswer, 'kind' | 'reason' | 'name'> & { readonly at: string }) | null;
}

/** Briefings as they were given, and what was said of them. Both are records: rows are only ever added. */
@Injectable()
export class BriefingRepository {
  /** Safe to repeat: the same hash is the same document. */
  async keep(tx: Tx, notice: NoticeId, hash: string, document: BriefingDocument, at: Date): Promise<void> {
    await tx.query(`insert into briefing (notice_id, hash, document, kept_at) values ($1, $2, $3, $4) on conflict do nothing`, [notice, hash, JSON.stringify(document), at]);
  }

  async find(from: Reader, notice: NoticeId, hash: string): Promise<BriefingDocument | null> {
    return (await from.query<{ document: BriefingDocument }>(`select b.document from briefing as b where b.notice_id = $1 and b.hash = $2`, [notice, hash]))[0]?.document ?? null;
  }

  /** @returns false where this person had said so of this version already. */
  async answer(tx: Tx, notice: NoticeId, { hash, kind, reason, personId, at }: Omit<BriefingAnswer, 'name'>): Promise<boolean> {
    return (await tx.query(ANSWER, [notice, hash, kind, reason, personId, at])).length === 1;
  }

  /** Of every version, oldest first. */
  answers(from: Reader, notice: NoticeId): Promise<readonly BriefingAnswer[]> {
    return from.query<BriefingAnswer>(ANSWERS, [notice]);
  }

  /** Newest first; at most 20. */
  standing(from: Reader, { brands, unseen }: Sight): Promise<readonly StandingBriefing[]> {
    return from.query<StandingBriefing>(STANDING, [brands, unseen]);
  }
}

const ANSWER = `
  insert into briefing_answer (notice_id, briefing_hash, kind, reason, person_id, at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict do nothing
  returning id`;

const ANSWERS = `
  select a.briefing_hash as hash, a.kind, a.reason, a.person_id as "personId", p.name, a.at
    from briefing_answer as a
    join person as p on p.id = a.person_id
   where a.notice_id = $1
   order by a.no`;

/** What a lead says comes before what was passed over. */
const STANDING = `
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type, n.incident, n.policies, n.schedule, n.sender->>'timeZone' as "timeZone", n.approved_at as "approvedAt",
         exists (select from published.wave as w where w.notice_id = n.id and w.opened_at is not null) as opened,
         h.first_at as "toldSince", case when exists (select from published.dispatch_state as d where d.notice_id = n.id and d.state in ('finished','cancelled')) then h.last_at end as "toldUntil",
         exists (select from published.rollout as r where r.notice_id = n.id) as begun,
         exists (select from published.held_notice as h where h.notice_id = n.id) as held,
         (select json_build_object('kind', a.kind, 'reason', a.reason, 'name', p.name, 'at', a.at)
            from briefing_answer as a
            join person as p on p.id = a.person_id
           where a.notice_id = n.id and a.briefing_hash = n.briefing_hash
           order by a.kind = 'given' desc, a.no
           limit 1) as answer
    from notice as n
    join published.incident as i on i.id = n.incident_id and i.status = 'open'
    left join published.hand_over as h on h.notice_id = n.id
   where n.state in ('submitted','approved') and ${inSight('n.incident_id', 1)}
   order by n.updated_at desc, n.id
   limit 20`;
