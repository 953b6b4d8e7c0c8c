import { Injectable } from '@nestjs/common';
import type { IncidentId, NoticeId, PersonId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { BreakGlass, GlassVerdict } from '../model/break-glass.js';
import type { Reader } from './reader.js';

/** Who asked to break the glass, who confirmed it, and who looked it over. A record: see the triggers on `break_glass`. */
@Injectable()
export class BreakGlassRepository {
  /** Of a notice, oldest first. */
  of(from: Reader, notice: NoticeId): Promise<readonly BreakGlass[]> {
    return from.query<BreakGlass>(`${GLASS} where g.notice_id = $1 order by g.requested_at, g.id`, [notice]);
  }

  /** Those that were used, of an incident, oldest first. */
  usedOf(from: Reader, incident: IncidentId): Promise<readonly BreakGlass[]> {
    return from.query<BreakGlass>(`${GLASS} where n.incident_id = $1 and g.confirmed_by is not null order by g.confirmed_at, g.id`, [incident]);
  }

  /** Those that wait for a second word, of notices that wait for an approver; newest first. @param brands  null for all */
  waiting(from: Reader, now: Date, brands: readonly string[] | null): Promise<readonly BreakGlass[]> {
    return from.query<BreakGlass>(`${GLASS} where g.confirmed_by is null and g.expires_at > $1 and n.state = 'submitted' and n.plan_hash = g.plan_hash and ${ofBrands('$2')} order by g.requested_at desc, g.id`, [now, brands]);
  }

  /** Those that nobody has looked over, oldest first. @param brands  null for all */
  toReview(from: Reader, brands: readonly string[] | null): Promise<readonly BreakGlass[]> {
    return from.query<BreakGlass>(`${GLASS} where g.confirmed_by is not null and g.reviewed_by is null and ${ofBrands('$1')} order by g.confirmed_at, g.id`, [brands]);
  }

  async get(from: Reader, id: string): Promise<BreakGlass | null> {
    return (await from.query<BreakGlass>(`${GLASS} where g.id = $1`, [id]))[0] ?? null;
  }

  async ask(tx: Tx, asked: { readonly notice: NoticeId; readonly planHash: string; readonly by: PersonId; readonly reason: string; readonly at: Date; readonly until: Date }): Promise<BreakGlass> {
    const { notice, planHash, by, reason, at, until } = asked;
    const [row] = await tx.query<{ id: string }>(ASK, [notice, planHash, by, reason, at, until]);
    return (await this.get(tx, row!.id))!;
  }

  async confirm(tx: Tx, id: string, by: PersonId, reason: string, at: Date): Promise<void> {
    await tx.query('update break_glass set confirmed_by = $2, confirm_reason = $3, confirmed_at = $4 where id = $1', [id, by, reason, at]);
  }

  /** @returns false where somebody did already. */
  async review(tx: Tx, id: string, by: PersonId, verdict: GlassVerdict, words: string, at: Date): Promise<boolean> {
    return (await tx.query(REVIEW, [id, by, verdict, words, at])).length === 1;
  }
}

const GLASS = `
  select g.id, g.notice_id as "noticeId", n.incident_id as "incidentId", n.number, i.reference as incident, g.plan_hash as "planHash", g.requested_by as "requestedBy", p.name as "requestedByName", g.reason,
         g.requested_at as "requestedAt", g.expires_at as "expiresAt", g.confirmed_by as "confirmedBy", q.name as "confirmedByName", g.confirm_reason as "confirmReason", g.confirmed_at as "confirmedAt",
         r.name as "reviewedByName", g.verdict, g.review, g.reviewed_at as "reviewedAt"
    from break_glass as g
    join notice as n on n.id = g.notice_id
    join published.incident as i on i.id = n.incident_id
    join person as p on p.id = g.requested_by
    left join person as q on q.id = g.confirmed_by
    left join person as r on r.id = g.reviewed_by`;

const ofBrands = (brands: string): string => `(${brands}::text[] is null or i.brand_id = any (${brands}))`;

const ASK = `
  insert into break_glass (notice_id, plan_hash, requested_by, reason, requested_at, expires_at) values ($1, $2, $3, $4, $5, $6)
  returning id`;

const REVIEW = `
  update break_glass set reviewed_by = $2, verdict = $3, review = $4, reviewed_at = $5 where id = $1 and reviewed_by is null returning id`;
