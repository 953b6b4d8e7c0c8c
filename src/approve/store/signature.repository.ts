import { Injectable } from '@nestjs/common';
import type { NoticeId, PersonId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { Contribution } from '../model/four-eyes.js';
import type { Contributor, Decision } from '../model/stored-notice.js';
import type { Reader } from './reader.js';

/** Who had a hand in a notice, and who decided on it. Both are records: rows are only ever added. */
@Injectable()
export class SignatureRepository {
  /** In the order in which they came. */
  contributors(from: Reader, notice: NoticeId): Promise<readonly Contributor[]> {
    return from.query<Contributor>(CONTRIBUTORS, [notice]);
  }

  /** Safe to repeat: the first time counts. */
  async contribute(tx: Tx, notice: NoticeId, person: PersonId, part: Contribution, at: Date): Promise<void> {
    await tx.query(`insert into notice_contributor (notice_id, person_id, part, at) values ($1, $2, $3, $4) on conflict do nothing`, [notice, person, part, at]);
  }

  /**
   * Names those behind what the notice holds now: who wrote its facts, in every revision of the incident up to the one copied, and who
   * chose its people or uploaded the list of them. Safe to repeat: those who are named already stay as they are.
   */
  async contributeSources(tx: Tx, notice: NoticeId, at: Date): Promise<void> {
    await tx.query(SOURCES, [notice, at]);
  }

  /** Oldest first. */
  decisions(from: Reader, notice: NoticeId): Promise<readonly Decision[]> {
    return from.query<Decision>(DECISIONS, [notice]);
  }

  /** Keeps what was hashed, for as long as anybody may ask what was signed. Safe to repeat. */
  async keepPlan(tx: Tx, { id, revision }: { readonly id: NoticeId; readonly revision: number }, hash: string, text: string, at: Date): Promise<void> {
    await tx.query(`insert into signed_plan (plan_hash, notice_id, revision, plan, kept_at) values ($1, $2, $3, $4, $5) on conflict do nothing`, [hash, id, revision, text, at]);
  }

  async decide(tx: Tx, notice: NoticeId, decision: Omit<Decision, 'id' | 'name' | 'breakGlass'> & { readonly breakGlassId: string | null }): Promise<void> {
    await tx.query(DECIDE, [
      notice, decision.revision, decision.planHash, decision.decision, decision.reason, decision.peopleTyped, decision.decidedBy, decision.decidedAt, decision.breakGlassId,
    ]);
  }
}

const CONTRIBUTORS = `
  select c.person_id as "personId", p.name, c.part, c.at
    from notice_contributor as c
    join person as p on p.id = c.person_id
   where c.notice_id = $1
   order by c.at, c.part, c.person_id`;

const SOURCES = `
  insert into notice_contributor (notice_id, person_id, part, at)
  select n.id, i.person_id, 'author', $2::timestamptz
    from notice as n
    join published.incident_author as i on i.incident_id = n.incident_id and i.revision <= n.incident_revision
   where n.id = $1 and i.person_id is not null
  union
  select n.id, a.person_id, 'audience', $2::timestamptz
    from notice as n
    join published.audience_author as a on a.audience_id = n.audience_id
   where n.id = $1 and a.person_id is not null
  on conflict do nothing`;

const DECISIONS = `
  select a.id, a.revision, a.plan_hash as "planHash", a.decision, a.reason, a.people_typed as "peopleTyped",
         a.decided_by as "decidedBy", p.name, a.decided_at as "decidedAt", a.break_glass_id is not null as "breakGlass"
    from approval as a
    join person as p on p.id = a.decided_by
   where a.notice_id = $1
   order by a.decided_at, a.id`;

const DECIDE = `
  insert into approval (notice_id, revision, plan_hash, decision, reason, people_typed, decided_by, decided_at, break_glass_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
