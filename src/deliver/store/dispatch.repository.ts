import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../kernel/ids.js';
import type { DispatchState } from '../model/dispatch-order.js';
import type { Brake } from '../model/storm-brake.js';
import type { PaceFigures, PaceState } from '../contract.js';
import { CORRECTS, SOMEBODY_WAITS } from './correction.sql.js';
import { Database, type Tx } from '../../platform/database/transactions.js';

export interface Dispatch {
  readonly noticeId: NoticeId;
  readonly incidentId: IncidentId;
  /** The notice's number in its incident, and its type: what people call it. */
  readonly number: number;
  readonly type: string;
  readonly state: DispatchState;
  readonly exercise: boolean;
  /** Counts changes of state. */
  readonly generation: number;
  /** Members whose rows are written, by position. */
  readonly writtenUntil: number;
  readonly ledgerWritten: boolean;
  readonly channels: string;
  readonly unknownEmail: 'resend' | 'ask';
  readonly mandatory: boolean;
  /** Business minutes without a receipt after which the next channel is tried; null without a ladder. */
  readonly noReceiptMinutes: number | null;
  readonly expiresAt: Date;
  readonly reason: string | null;
  readonly changedBy: string;
  readonly changedAt: Date;
  /** What stopped it by itself; null where a person paused it, or nothing did. */
  readonly brake: Brake | null;
  /** People who go first; null where all go as their waves open. */
  readonly canaryPeople: number | null;
  readonly canaryPassedAt: Date | null;
}

/** How the phones hold up a notice that goes by them. */
export interface PhoneWait {
  /** `blind`: nobody has looked at the phones in time, and the waves open as planned. */
  readonly state: PaceState | 'blind';
  readonly peoplePerMinute: number | null;
  readonly reason: string | null;
  readonly figures: PaceFigures | null;
  readonly lookedAt: Date | null;
  readonly changedAt: Date;
  /** When the next wave opens whatever the phones say; null where none is left. */
  readonly latestAt: Date | null;
}

@Injectable()
export class DispatchRepository {
  constructor(private readonly db: Database) {}

  async find(notice: NoticeId): Promise<Dispatch | null> {
    return (await this.db.query<Dispatch>(`${SELECT} where d.notice_id = $1`, [notice]))[0] ?? null;
  }

  /** Those of the notices that have one. */
  async begun(notices: readonly NoticeId[]): Promise<ReadonlySet<NoticeId>> {
    const rows = await this.db.query<{ id: NoticeId }>('select d.notice_id as id from dispatch as d where d.notice_id = any($1::uuid[])', [notices]);
    return new Set(rows.map(({ id }) => id));
  }

  /** null where it goes by no phones. */
  async phones(notice: NoticeId): Promise<PhoneWait | null> {
    return (await this.db.query<PhoneWait>(PHONES, [notice]))[0] ?? null;
  }

  async lock(tx: Tx, notice: NoticeId): Promise<Dispatch | null> {
    return (await tx.query<Dispatch>(`${SELECT} where d.notice_id = $1 for update of d`, [notice]))[0] ?? null;
  }

  /** Whether law enforcement holds it or its incident: then the database lets nothing of it go out. */
  async isHeld(tx: Tx, notice: NoticeId): Promise<boolean> {
    return (await this.heldCode(tx, notice)) !== null;
  }

  /** The same, as the code of a refusal; null where nothing holds it. */
  async heldCode(tx: Tx, notice: NoticeId): Promise<'incident-held' | 'notice-held' | null> {
    const [held] = await tx.query<{ scope: 'incident' | 'notice' }>(HELD, [notice]);
    return held ? `${held.scope}-held` : null;
  }

  /** @returns the number of the notice by which it is corrected, while somebody may still be told by it; null where there is none. */
  async correctionOf(tx: Tx, notice: NoticeId, now: Date): Promise<number | null> {
    return (await tx.query<{ number: number }>(CORRECTION_OF, [notice, now]))[0]?.number ?? null;
  }

  async change(tx: Tx, notice: NoticeId, state: DispatchState, by: string, reason: string | null, at: Date): Promise<void> {
    await tx.query(CHANGE, [notice, state, by, reason, at]);
  }
}

const SELECT = `
  select d.notice_id as "noticeId", d.incident_id as "incidentId", n.number, n.type, d.state, d.exercise, d.generation, d.written_until as "writtenUntil",
         d.ledger_written as "ledgerWritten", d.channels, d.unknown_email as "unknownEmail", d.mandatory, d.no_receipt_minutes as "noReceiptMinutes", d.expires_at as "expiresAt",
         d.reason, d.changed_by as "changedBy", d.changed_at as "changedAt",
         case when d.state = 'paused' then d.brake end as brake, d.canary_people as "canaryPeople", d.canary_passed_at as "canaryPassedAt"
    from dispatch as d
    join published.notice as n on n.id = d.notice_id`;

const HELD = `select h.scope from published.held_notice as h where h.notice_id = $1 order by h.scope limit 1`;

const CORRECTION_OF = `
  select c.number from published.notice_record as c where ${CORRECTS('$1', '$2')} and ${SOMEBODY_WAITS('$1')} order by c.number desc limit 1`;

const PHONES = `
  select case when p.valid_until < now() then 'blind' else p.state end as state, p.people_per_minute as "peoplePerMinute", p.reason, p.figures,
         p.looked_at as "lookedAt", p.changed_at as "changedAt",
         (select min(w.latest_at) from wave as w where w.notice_id = p.notice_id and w.opened_at is null) as "latestAt"
    from dispatch_pace as p
   where p.notice_id = $1`;

const CHANGE = `
  update dispatch set state = $2, generation = generation + 1, brake = null, changed_by = $3, reason = $4, changed_at = $5 where notice_id = $1`;
