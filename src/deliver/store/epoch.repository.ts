import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { BegunMark, DoubtChoice, EpochCause } from '../model/epoch.js';

/** The epoch as the database has it, and where the database lies at this moment. */
export interface EpochRow {
  readonly lineage: string;
  readonly no: number;
  readonly identity: string;
  readonly identityNow: string;
  readonly databaseOid: number;
  readonly state: 'open' | 'shut';
  readonly cause: EpochCause | null;
  /** Business time, as all of these but `settled`. */
  readonly shutAt: Date | null;
  readonly shutBy: string | null;
  /** Since when everything that may have been sent is in doubt; null while that goes on. */
  readonly markedAt: Date | null;
  readonly openedAt: Date | null;
  readonly openedBy: string | null;
  readonly reason: string | null;
}

/** What of one notice may have been sent without this database knowing. */
export interface DoubtfulNotice {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly type: string;
  /** `not-started`: approved, and in this state of the database not begun. */
  readonly state: 'running' | 'paused' | 'not-started';
  readonly unknownEmail: 'resend' | 'ask' | null;
  readonly texts: number;
  readonly mails: number;
  /** Members whose rows are still being written. */
  readonly unwritten: number;
}

@Injectable()
export class EpochRepository {
  constructor(private readonly db: Database) {}

  async read(): Promise<EpochRow> {
    return (await this.db.query<EpochRow>(READ))[0]!;
  }

  async lock(tx: Tx): Promise<EpochRow> {
    return (await tx.query<EpochRow>(`${READ} for update of e`))[0]!;
  }

  /** How many of the marks this database does not know. */
  async unknownMarks(marks: readonly BegunMark[]): Promise<number> {
    if (marks.length === 0) return 0;
    const [row] = await this.db.query<{ missing: number }>(UNKNOWN_MARKS, [marks.map(({ messageId }) => messageId), marks.map(({ no }) => no), marks.map(({ owner }) => owner)]);
    return row!.missing;
  }

  /** Where this server now lets us see more of where it is. */
  async learn(tx: Tx): Promise<void> {
    await tx.query(`update database_epoch set identity = server_identity()`);
  }

  /**
   * Nothing leaves from now on. Numbers of messages go on far above those that the lost time may have used: a receipt that names one of
   * those must find nobody.
   */
  async shut(tx: Tx, no: number, cause: EpochCause, by: string, at: Date): Promise<void> {
    await tx.query(SHUT, [no, cause, by, at]);
    await tx.query(`select setval(s.name, nextval(s.name) + 1000000000) from (select pg_get_serial_sequence('message', 'id') as name) as s`);
  }

  /** @returns messages that are in doubt from now on. */
  async mark(tx: Tx, limit: number): Promise<number> {
    return (await tx.query(MARK, [limit])).length;
  }

  /** @returns false while rows are still being written, or are pending. */
  async marked(tx: Tx, at: Date): Promise<boolean> {
    return (await tx.query(MARKED, [at])).length === 1;
  }

  async open(tx: Tx, doubts: DoubtChoice, by: string, reason: string, at: Date): Promise<void> {
    await tx.query(OPEN, [doubts, by, reason, at]);
  }

  /** What the person chose at the opening, batch by batch. @returns how many were settled. */
  async settle(tx: Tx, limit: number): Promise<number> {
    const [row] = await tx.query<{ doubts: DoubtChoice }>(`select e.doubts from database_epoch as e where e.state = 'open' and e.settled_at is null and e.doubts is not null`);
    if (!row) return 0;
    const moved = row.doubts === 'keep' ? [] : await tx.query(row.doubts === 'resend-mail' ? FOLLOW_POLICY : NOTHING_LOST, [limit]);
    if (moved.length < limit) await tx.query(`update database_epoch set settled_at = now()`);
    return moved.length;
  }

  doubtful(now: Date): Promise<readonly DoubtfulNotice[]> {
    return this.db.query<DoubtfulNotice>(DOUBTFUL, [now]);
  }
}

/** For a `where`: whether anything may leave this database. Looked up once for the statement. */
export const MAY_LEAVE = `(select e.state = 'open' and e.identity = server_identity() from database_epoch as e)`;

/** For a `where`: sending is open, and what a person chose at the opening is done. */
export const EPOCH_SETTLED = `(select e.state = 'open' and (e.doubts is null or e.settled_at is not null) from database_epoch as e)`;

/** For a `where`: nothing is being put in doubt. */
export const DOUBTS_MARKED = `(select e.state = 'open' or e.marked_at is not null from database_epoch as e)`;

/** For a `where`: what waits has surely not left. While a database that was put back is not looked over, it may have, in the time that was lost. */
export const WAITS_SURELY = `(select case e.state when 'open' then e.identity = server_identity() else e.marked_at is not null end from database_epoch as e)`;

const READ = `
  select e.lineage, e.no, e.identity, server_identity() as "identityNow", (select d.oid::int8 from pg_database as d where d.datname = current_database())::float8 as "databaseOid",
         e.state, e.cause, e.shut_at as "shutAt", e.shut_by as "shutBy", e.marked_at as "markedAt", e.opened_at as "openedAt", e.opened_by as "openedBy", e.reason
    from database_epoch as e`;

const UNKNOWN_MARKS = `
  select count(*)::int as missing
    from unnest($1::bigint[], $2::int[], $3::text[]) as k (message_id, no, owner)
   where not exists (
           select from attempt as a
            where a.message_id = k.message_id and a.no = k.no and a.owner = k.owner and a.begun_at is not null)`;

const SHUT = `
  update database_epoch
     set no = $1, identity = server_identity(), state = 'shut', cause = $2, shut_by = $3, shut_at = $4,
         marked_at = null, doubts = null, settled_at = null, opened_at = null, opened_by = null, reason = null`;

/**
 * Whatever waited in a dispatch that was not over, or that a person cancelled before this was done, may have been sent since: texts are looked up with the provider, from the start of the
 * rollout on, which is the earliest that they can have left. A try that was begun here is settled as any other, when its lease ends.
 */
const MARK = `
  with doubtful as (
    select m.id, m.state = 'pending' as waited, r.created_at
      from dispatch as d
      join rollout as r on r.notice_id = d.notice_id
      join message as m on m.notice_id = d.notice_id
     where d.state in ('running','paused','cancelled') and (m.state = 'pending' or (m.state = 'sending' and m.begun_at is null))
     limit $1
       for update of m skip locked
  ),
  moved as (
    update message as m
       set state = 'unknown', code = 'restored', reason = 'It may have been sent before the database was put back.',
           attempts = m.attempts + case when x.waited then 1 else 0 end, begun_at = x.created_at, settled_at = null,
           lease_owner = null, lease_until = null, retry_at = null, look_again_at = null, held_reason = null
      from doubtful as x
     where m.id = x.id
    returning m.id, m.attempts
  )
  insert into attempt (message_id, no, state, owner, begun_at, ended_at, reason)
  select m.id, m.attempts, 'unanswered', 'restored', now(), now(), 'the database was put back' from moved as m
  on conflict (message_id, no) do update set state = 'unanswered', begun_at = now(), ended_at = now(), reason = excluded.reason
  returning message_id`;

const MARKED = `
  update database_epoch
     set marked_at = $1
   where state = 'shut' and marked_at is null
     and not exists (
           select from dispatch as d
            where d.state in ('running','paused','cancelled')
              and (not d.ledger_written and d.state <> 'cancelled' -- what was cancelled is not written any further
                   or exists (select from message as m where m.notice_id = d.notice_id and m.state in ('pending','sending'))))
  returning no`;

const OPEN = `
  update database_epoch
     set state = 'open', doubts = $1, opened_by = $2, reason = $3, opened_at = $4,
         approvals_after = case when $1 = 'nothing-lost' then approvals_after else shut_at end`;

const RESTORED = `
  restored as (
    select m.id from message as m where m.state = 'unknown' and m.code = 'restored' and m.settled_at is null`;

const FOLLOW_POLICY = `
  with ${RESTORED} and m.channel = 'email' order by m.id limit $1 for update of m
  )
  update message as m set code = 'no-answer' from restored as r where m.id = r.id returning m.id`;

const NOTHING_LOST = `
  with ${RESTORED} order by m.id limit $1 for update of m
  ),
  freed as (
    update message as m
       set state = 'pending', begun_at = null, look_again_at = null, code = null, reason = null
      from restored as r
     where m.id = r.id
    returning m.id, m.attempts
  )
  update attempt as a set state = 'absent', ended_at = now() from freed as f where a.message_id = f.id and a.no = f.attempts
  returning a.message_id`;

const DOUBTFUL = `
  select n.id as "noticeId", n.incident_id as "incidentId", n.number, n.type, d.state, d.unknown_email as "unknownEmail",
         count(m.id) filter (where m.channel = 'sms')::int as texts, count(m.id) filter (where m.channel = 'email')::int as mails,
         case when d.ledger_written then 0 else greatest(0, r.members - d.written_until) end as unwritten
    from dispatch as d
    join rollout as r on r.notice_id = d.notice_id
    join published.notice as n on n.id = d.notice_id
    left join message as m on m.notice_id = d.notice_id and m.state = 'unknown' and m.code = 'restored' and m.settled_at is null
   where d.state in ('running','paused')
   group by n.id, n.incident_id, n.number, n.type, d.notice_id, r.members
  union all
  select n.id, n.incident_id, n.number, n.type, 'not-started', null, 0, 0, 0
    from published.notice as n
    cross join database_epoch as e
   where n.state = 'approved' and n.expires_at > $1 and n.approved_at <= coalesce(case when e.state = 'shut' then e.shut_at end, e.approvals_after)
     and not exists (select from rollout as r where r.notice_id = n.id)
   order by 2, 3`;
