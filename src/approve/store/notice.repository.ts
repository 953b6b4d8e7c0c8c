import { Injectable } from '@nestjs/common';
import { EVERYTHING, type Sight } from '../../kernel/actor.js';
import { inSight } from '../../platform/auth/in-sight.js';
import { DomainError } from '../../kernel/domain-error.js';
import type { AudienceId, IncidentId, NoticeId, PersonId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { NoticeState } from '../contract.js';
import type { FirstWord } from '../model/first-word.js';
import type { NoticeContent, StoredNotice } from '../model/stored-notice.js';
import type { Reader } from './reader.js';

export type NewNotice = NoticeContent & Pick<StoredNotice, 'incidentId' | 'type' | 'correctsNoticeId' | 'checkCode' | 'createdBy' | 'createdAt'>;

@Injectable()
export class NoticeRepository {
  /** @throws DomainError not-found `notice-not-found` */
  async get(from: Reader, id: NoticeId): Promise<StoredNotice> {
    return existing((await from.query<StoredNotice>(`${NOTICE} where n.id = $1`, [id]))[0], id);
  }

  /** Reads it so that nobody else changes it until the transaction ends. @throws DomainError not-found `notice-not-found` */
  async lock(tx: Tx, id: NoticeId): Promise<StoredNotice> {
    return existing((await tx.query<StoredNotice>(`${NOTICE} where n.id = $1 for update`, [id]))[0], id);
  }

  /** In order of their numbers. */
  ofIncident(from: Reader, incident: IncidentId): Promise<readonly StoredNotice[]> {
    return from.query<StoredNotice>(`${NOTICE} where n.incident_id = $1 order by n.number`, [incident]);
  }

  /** Of several incidents, each in order of their numbers. */
  ofIncidents(from: Reader, incidents: readonly IncidentId[]): Promise<readonly StoredNotice[]> {
    return from.query<StoredNotice>(`${NOTICE} where n.incident_id = any($1::uuid[]) order by n.incident_id, n.number`, [incidents]);
  }

  /** Longest unchanged first. */
  inState(from: Reader, state: NoticeState, { brands, unseen }: Sight = EVERYTHING): Promise<readonly StoredNotice[]> {
    return from.query<StoredNotice>(`${NOTICE} where n.state = $1 and ${inSight('n.incident_id', 2)} order by n.updated_at, n.id limit 500`, [state, brands, unseen]);
  }

  /** Notices that are, or were to be, the first word, in order of their numbers. */
  firstWords(from: Reader, incident: IncidentId): Promise<readonly (FirstWord & { readonly id: NoticeId; readonly audienceId: AudienceId })[]> {
    return from.query<FirstWord & { readonly id: NoticeId; readonly audienceId: AudienceId }>(FIRST_WORDS, [incident]);
  }

  /** How many people are in both audiences. */
  async inBoth(from: Reader, one: AudienceId, other: AudienceId): Promise<number> {
    return (await from.query<{ people: number }>(one === other ? MEMBERS_OF : IN_BOTH, one === other ? [one] : [one, other]))[0]!.people;
  }

  async approvedByCode(from: Reader, checkCode: string): Promise<StoredNotice | null> {
    return (await from.query<StoredNotice>(`${NOTICE} where n.check_code = $1 and n.state = 'approved'`, [checkCode]))[0] ?? null;
  }

  /** Until the transaction ends, nobody else drafts in this incident. */
  async alone(tx: Tx, incident: IncidentId): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.notice-number'), hashtext($1))`, [incident]);
  }

  /** @returns The new notice's id, or null where its check code is taken. */
  async insert(tx: Tx, notice: NewNotice): Promise<NoticeId | null> {
    // Two drafts at once would take one number; the second waits for the first.
    await this.alone(tx, notice.incidentId);
    const [row] = await tx.query<{ id: NoticeId }>(INSERT, [
      notice.incidentId, notice.type, notice.audienceId, JSON.stringify(notice.facts), JSON.stringify(notice.incident), notice.incidentRevision,
      JSON.stringify(notice.schedule), JSON.stringify(notice.policies), JSON.stringify(notice.sender), notice.correctsNoticeId, notice.checkCode,
      notice.createdBy, notice.createdAt, asJson(notice.law),
    ]);
    return row?.id ?? null;
  }

  /** Makes the next revision; whatever was submitted or approved of the last no longer counts. */
  async revise(tx: Tx, id: NoticeId, state: 'draft' | 'returned', content: NoticeContent, at: Date): Promise<void> {
    await tx.query(REVISE, [
      id, state, content.audienceId, JSON.stringify(content.facts), JSON.stringify(content.incident), content.incidentRevision,
      JSON.stringify(content.schedule), JSON.stringify(content.policies), JSON.stringify(content.sender), at, asJson(content.law),
    ]);
  }

  async submit(tx: Tx, id: NoticeId, { planHash, briefingHash }: { readonly planHash: string; readonly briefingHash: string }, by: PersonId, at: Date): Promise<void> {
    await tx.query(`update notice set state = 'submitted', plan_hash = $2, briefing_hash = $3, submitted_by = $4, submitted_at = $5, updated_at = $5 where id = $1`, [id, planHash, briefingHash, by, at]);
  }

  async approve(tx: Tx, id: NoticeId, at: Date, expiresAt: Date): Promise<void> {
    await tx.query(`update notice set state = 'approved', approved_at = $2, expires_at = $3, updated_at = $2 where id = $1`, [id, at, expiresAt]);
  }

  async sendBack(tx: Tx, id: NoticeId, at: Date): Promise<void> {
    await tx.query(`update notice set state = 'returned', plan_hash = null, briefing_hash = null, submitted_by = null, submitted_at = null, updated_at = $2 where id = $1`, [id, at]);
  }

  async close(tx: Tx, id: NoticeId, state: Extract<NoticeState, 'rejected' | 'withdrawn'>, at: Date): Promise<void> {
    await tx.query(`update notice set state = $2, updated_at = $3 where id = $1`, [id, state, at]);
  }

  async hasBegun(from: Reader, id: NoticeId): Promise<boolean> {
    return (await from.query(`select from published.rollout as r where r.notice_id = $1`, [id])).length > 0;
  }

  /** Approved, due and not expired at `now`, and not yet taken up: those that were due first come first. */
  async readyToStart(from: Reader, now: Date): Promise<readonly NoticeId[]> {
    return (await from.query<{ id: NoticeId }>(READY, [now])).map(({ id }) => id);
  }
}

function existing(notice: StoredNotice | undefined, id: NoticeId): StoredNotice {
  if (notice === undefined) throw new DomainError('not-found', 'notice-not-found', `There is no notice ${id}.`, { noticeId: id });
  return notice;
}

const asJson = (value: unknown): string | null => (value ? JSON.stringify(value) : null);

const NOTICE = `
  select n.id, n.incident_id as "incidentId", n.number, n.type, n.state, n.revision, n.audience_id as "audienceId", n.facts, n.law, n.incident,
         n.incident_revision as "incidentRevision", n.schedule, n.policies, n.sender, n.corrects_notice_id as "correctsNoticeId",
         n.check_code as "checkCode", n.plan_hash as "planHash", n.briefing_hash as "briefingHash", n.created_by as "createdBy", n.created_at as "createdAt",
         n.submitted_by as "submittedBy", n.submitted_at as "submittedAt", n.approved_at as "approvedAt", n.expires_at as "expiresAt",
         n.updated_at as "updatedAt"
    from notice as n`;

const FIRST_WORDS = `
  select n.id, n.audience_id as "audienceId", n.number, n.state, n.expires_at as "expiresAt", d.state as sending
    from notice as n
    left join published.dispatch_state as d on d.notice_id = n.id
   where n.incident_id = $1 and n.type = 'initial'
   order by n.number`;

const MEMBERS_OF = `select count(*)::int as people from published.audience_member as m where m.audience_id = $1`;

const IN_BOTH = `
  select count(*)::int as people
    from published.audience_member as one
    join published.audience_member as other on other.customer_id = one.customer_id and other.audience_id = $2
   where one.audience_id = $1`;

const INSERT = `
  insert into notice (incident_id, number, type, audience_id, facts, incident, incident_revision, schedule, policies, sender,
                      corrects_notice_id, check_code, created_by, created_at, updated_at, law)
  select $1, coalesce(max(n.number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14
    from notice as n
   where n.incident_id = $1
  on conflict (check_code) do nothing
  returning id`;

const REVISE = `
  update notice
     set revision = revision + 1, state = $2, audience_id = $3, facts = $4, incident = $5, incident_revision = $6, schedule = $7,
         policies = $8, sender = $9, plan_hash = null, briefing_hash = null, submitted_by = null, submitted_at = null, approved_at = null, expires_at = null,
         updated_at = $10, law = $11
   where id = $1`;

const READY = `
  select n.id
    from notice as n
   where n.state = 'approved'
     and n.expires_at > $1
     and greatest((n.schedule->>'startAt')::timestamptz, n.approved_at) <= $1
     and not exists (select from published.rollout as r where r.notice_id = n.id)
   order by greatest((n.schedule->>'startAt')::timestamptz, n.approved_at), n.id`;
