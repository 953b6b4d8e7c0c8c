import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type AudienceId, type CustomerId, type IncidentId, type NoticeId, type PersonId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import { type AudienceCounts, type Member } from '../contract.js';
import { type Rule } from '../model/rule.js';
import { type Selection } from '../model/selection.js';

/** An audience, draft or frozen. What only a frozen one has is null in a draft. */
export interface AudienceRecord {
  readonly id: AudienceId;
  readonly incidentId: IncidentId;
  readonly version: number;
  readonly state: 'draft' | 'frozen';
  readonly rule: Rule | null;
  readonly listId: string | null;
  readonly combine: 'union' | 'intersection';
  /** Audiences whose people were left out. */
  readonly without: readonly AudienceId[];
  readonly toldByNoticeId: NoticeId | null;
  readonly algorithm: string | null;
  readonly seed: string | null;
  readonly hash: string | null;
  readonly counts: AudienceCounts | null;
  readonly builtBy: PersonId;
  readonly createdAt: Date;
  readonly frozenAt: Date | null;
}

/** How the second of two audiences differs from the first. */
export interface AudienceDiff {
  readonly added: number;
  readonly removed: number;
  readonly kept: number;
  /** Of those kept: people whose e-mail address or number is another now. */
  readonly readdressed: number;
  /** References of up to ten each. */
  readonly addedExamples: readonly string[];
  readonly removedExamples: readonly string[];
}

/** Audiences and their members, as they are kept. */
@Injectable()
export class AudienceRepository {
  constructor(private readonly db: Database) {}

  /** Adds the incident's next version as a draft. */
  async insert(tx: Tx, incident: IncidentId, source: { readonly selection: Selection } | { readonly told: NoticeId }, builtBy: PersonId): Promise<{ id: AudienceId; version: number }> {
    const { rule, listId, combine, without = [] }: Selection = 'selection' in source ? source.selection : { rule: null, listId: null, combine: 'union' };
    await tx.query(`select pg_advisory_xact_lock(hashtext('firstword.audience-version'), hashtext($1))`, [incident]);
    const [row] = await tx.query<{ id: AudienceId; version: number }>(INSERT, [incident, rule === null ? null : JSON.stringify(rule), listId, combine, 'told' in source ? source.told : null, builtBy, without]);
    return row!;
  }

  /** Takes the audience for this transaction alone. @throws DomainError not-found `audience-not-found` */
  async lock(tx: Tx, id: AudienceId): Promise<AudienceRecord> {
    const [row] = await tx.query<AudienceRecord>(`${SELECT} where a.id = $1 for update`, [id]);
    return row ?? notFound(id);
  }

  /** @throws DomainError not-found `audience-not-found` */
  async get(id: AudienceId, from: Pick<Database, 'query'> = this.db): Promise<AudienceRecord> {
    const [row] = await from.query<AudienceRecord>(`${SELECT} where a.id = $1`, [id]);
    return row ?? notFound(id);
  }

  /** Newest version first. */
  list(incident: IncidentId): Promise<readonly AudienceRecord[]> {
    return this.db.query<AudienceRecord>(`${SELECT} where a.incident_id = $1 order by a.version desc`, [incident]);
  }

  /** Members with position in [from, until), in order. */
  members(id: AudienceId, from: number, until: number): Promise<readonly Member[]> {
    return this.db.query<Member>(`${SELECT_MEMBER} where m.audience_id = $1 and m.position >= $2 and m.position < $3 order by m.position`, [id, from, until]);
  }

  async member(id: AudienceId, customer: CustomerId): Promise<Member | null> {
    const [row] = await this.db.query<Member>(`${SELECT_MEMBER} where m.audience_id = $1 and m.customer_id = $2`, [id, customer]);
    return row ?? null;
  }

  async diff(first: AudienceId, second: AudienceId): Promise<AudienceDiff> {
    const [row] = await this.db.query<AudienceDiff>(DIFF, [first, second]);
    return row!;
  }
}

function notFound(id: string): never {
  throw new DomainError('not-found', 'audience-not-found', `There is no audience ${id}.`);
}

const INSERT = `
  insert into audience (incident_id, version, rule, list_id, combine, told_by_notice_id, built_by, without)
  select $1, coalesce(max(a.version), 0) + 1, $2::jsonb, $3::uuid, $4, $5::uuid, $6::uuid, $7::uuid[] from audience as a where a.incident_id = $1
  returning id, version`;

const SELECT = `
  select a.id, a.incident_id as "incidentId", a.version, a.state, a.rule, a.list_id as "listId", a.combine, a.without, a.told_by_notice_id as "toldByNoticeId",
         a.algorithm, a.seed, a.hash, a.counts, a.built_by as "builtBy", a.created_at as "createdAt", a.frozen_at as "frozenAt"
    from audience as a`;

/** What a `Member` is made of; `m` is audience_member. */
export const SELECT_MEMBER = `
  select m.customer_id as "customerId", m.position, m.reference, m.first_name as "firstName", m.last_name as "lastName", m.locale, m.country, m.region, m.place,
         m.time_zone as "timeZone", m.email, m.email_hash as "emailHash", m.phone, m.phone_hash as "phoneHash", m.preferred_channel as "preferredChannel", m.reasons
    from audience_member as m`;

const DIFF = `
  with one as (select m.customer_id, m.reference, m.email_hash, m.phone_hash from audience_member as m where m.audience_id = $1),
  two as (select m.customer_id, m.reference, m.email_hash, m.phone_hash from audience_member as m where m.audience_id = $2),
  both_sides as (
    select one.customer_id is null as is_added, two.customer_id is null as is_removed, coalesce(two.reference, one.reference) as reference,
           (one.email_hash, one.phone_hash) is distinct from (two.email_hash, two.phone_hash) as differs
      from one
      full join two on two.customer_id = one.customer_id
  )
  select count(*) filter (where b.is_added)::int as added,
         count(*) filter (where b.is_removed)::int as removed,
         count(*) filter (where not b.is_added and not b.is_removed)::int as kept,
         count(*) filter (where not b.is_added and not b.is_removed and b.differs)::int as readdressed,
         array(select i.reference from both_sides as i where i.is_added order by i.reference limit 10) as "addedExamples",
         array(select i.reference from both_sides as i where i.is_removed order by i.reference limit 10) as "removedExamples"
    from both_sides as b`;
