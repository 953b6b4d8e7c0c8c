import { Injectable } from '@nestjs/common';
import { type AskedHold, endHold, HOLD_COLUMNS, HOLD_NAMES, placeHold } from '../../declare/contract.js';
import { type Actor } from '../../kernel/actor.js';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { HeldBack, NoticeHold } from '../contract.js';
import type { Reader } from './reader.js';

type Who = Pick<Actor, 'kind' | 'id'>;

/** A hold whose end has just been put on record. */
export type EndedHold = Pick<NoticeHold, 'noticeId' | 'incidentId' | 'number' | 'type' | 'until'>;

@Injectable()
export class NoticeHoldRepository {
  constructor(private readonly db: Database) {}

  /** Oldest first. */
  of(notice: NoticeId): Promise<readonly NoticeHold[]> {
    return this.db.query<NoticeHold>(`${HOLD} where h.notice_id = $1 order by h.placed_at, h.id`, [notice]);
  }

  /** Of all their notices, oldest first. */
  ofIncidents(incidents: readonly IncidentId[]): Promise<readonly NoticeHold[]> {
    return this.db.query<NoticeHold>(`${HOLD} where n.incident_id = any($1::uuid[]) order by h.placed_at, h.id`, [incidents]);
  }

  /** Of each of these that may not go out just now, by what it is held. */
  standing(from: Reader, notices: readonly NoticeId[]): Promise<readonly (HeldBack & { readonly noticeId: NoticeId })[]> {
    return from.query(STANDING, [notices]);
  }

  /** Pauses what goes out of it, in the same transaction. @returns false where one holds already. */
  async place(tx: Tx, notice: NoticeId, { requestedBy, reason, until }: AskedHold, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(PLACE, [notice, requestedBy, reason, until, by.kind, by.id, at])).length === 1;
  }

  /** @returns false where none holds. */
  async end(tx: Tx, notice: NoticeId, reason: string, by: Who, at: Date): Promise<boolean> {
    return (await tx.query(END, [notice, reason, by.kind, by.id, at])).length === 1;
  }

  /** Ends those whose end has come. One that somebody is ending at this moment is his. */
  endDue(tx: Tx, reason: string, by: Who, at: Date): Promise<readonly EndedHold[]> {
    return tx.query<EndedHold>(END_DUE, [reason, by.kind, by.id, at]);
  }
}

const HOLD = `
  select h.id, h.notice_id as "noticeId", n.incident_id as "incidentId", n.number, n.type, coalesce(n.policies ->> 'standing', 'early-warning') as standing,
         array(select p.place from published.audience_place as p where p.audience_id = n.audience_id) as places,${HOLD_COLUMNS}
    from notice_hold as h
    join notice as n on n.id = h.notice_id${HOLD_NAMES}`;

/** Where both hold it, the incident's is the wider one. */
const STANDING = `
  select distinct on (h.notice_id) h.notice_id as "noticeId", h.scope, h.until_at as until
    from published.held_notice as h
   where h.notice_id = any($1::uuid[])
   order by h.notice_id, h.scope`;

const OF_NOTICES = { table: 'notice_hold', subject: 'notice_id' } as const;
const PLACE = placeHold(OF_NOTICES);
const END = endHold(OF_NOTICES);

const END_DUE = `
  with due as (
    select h.id from notice_hold as h where h.ended_at is null and h.until_at <= $4 for update skip locked
  ),
  ended as (
    update notice_hold as h set end_reason = $1, ended_by_kind = $2, ended_by = $3, ended_at = $4 from due as d where h.id = d.id returning h.notice_id, h.until_at
  )
  select e.notice_id as "noticeId", n.incident_id as "incidentId", n.number, n.type, e.until_at as until
    from ended as e
    join notice as n on n.id = e.notice_id`;
