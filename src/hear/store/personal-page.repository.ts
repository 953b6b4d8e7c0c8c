import { Injectable } from '@nestjs/common';
import type { CustomerId, IncidentId, NoticeId } from '../../kernel/ids.js';
import { Database, type Tx } from '../../platform/database/transactions.js';
import type { NewFeedback } from '../contract.js';
import type { OnFile } from '../model/proof.js';

/** A notice that reached the customer, as far as anybody knows. */
export interface ReachedBy {
  readonly noticeId: NoticeId;
  readonly number: number;
  readonly type: string;
  readonly approvedAt: Date;
  readonly sentAt: Date;
}

/** What the customer did on a page; all of it empty where he did nothing. */
export interface PageState {
  readonly steps: readonly number[];
  readonly wrong: number;
  /** Waits for the lock to end. */
  readonly locked: boolean;
  readonly answered: boolean;
}

@Injectable()
export class PersonalPageRepository {
  constructor(private readonly db: Database) {}

  /** Newest first. A message in doubt counts: its reader may hold it in his hands. So does what he was shown since he asked, unless it was stopped. */
  reachedBy(incident: IncidentId, customer: CustomerId): Promise<readonly ReachedBy[]> {
    return this.db.query<ReachedBy>(REACHED_BY, [incident, customer]);
  }

  /** Pages of notices approved until then are shut; null where none is. */
  async revokedUntil(customer: CustomerId): Promise<Date | null> {
    const [row] = await this.db.query<{ until: Date }>('select r.until from page_revocation as r where r.customer_id = $1', [customer]);
    return row?.until ?? null;
  }

  async revoke(tx: Tx, customer: CustomerId, until: Date, reason: string, by: string): Promise<void> {
    await tx.query(REVOKE, [customer, until, tx.sealing.text(reason, customer), by]);
  }

  async state(notice: NoticeId, customer: CustomerId): Promise<PageState> {
    const [row] = await this.db.query<PageState>(STATE, [notice, customer]);
    return row ?? { steps: [], wrong: 0, locked: false, answered: false };
  }

  /** The number as it was when the notice was made, so that one that was changed since proves nothing; null without such a customer. */
  async onFile(notice: NoticeId, customer: CustomerId): Promise<OnFile | null> {
    const [row] = await this.db.query<OnFile>(ON_FILE, [notice, customer]);
    return row ?? null;
  }

  /** @returns the wrong answers so far, with the row held: two tries at once count one after the other. Null while it is locked. */
  async holdForTry(tx: Tx, notice: NoticeId, customer: CustomerId): Promise<number | null> {
    await tx.query('insert into personal_page (notice_id, customer_id) values ($1, $2) on conflict do nothing', [notice, customer]);
    const [row] = await tx.query<{ wrong: number; locked: boolean }>(HOLD, [notice, customer]);
    return row!.locked ? null : row!.wrong;
  }

  async keepWrong(tx: Tx, notice: NoticeId, customer: CustomerId, wrong: number, lockHours: number | null): Promise<void> {
    await tx.query(KEEP_WRONG, [notice, customer, wrong, lockHours]);
  }

  async keepProved(tx: Tx, notice: NoticeId, customer: CustomerId, now: Date): Promise<void> {
    await tx.query(KEEP_PROVED, [notice, customer, now]);
  }

  async keepSeen(tx: Tx, notice: NoticeId, customer: CustomerId, now: Date): Promise<void> {
    await tx.query(KEEP_SEEN, [notice, customer, now]);
  }

  async keepSteps(tx: Tx, notice: NoticeId, customer: CustomerId, steps: readonly number[], now: Date): Promise<void> {
    await tx.query(KEEP_STEPS, [notice, customer, steps, now]);
  }

  /** @returns false where this person had answered already: the first answer stands. */
  async keepFeedback(tx: Tx, notice: NoticeId, customer: CustomerId, { channel, answer, score, recommend, words }: NewFeedback, now: Date): Promise<boolean> {
    const kept = await tx.query(KEEP_FEEDBACK, [notice, customer, channel, answer, score, recommend, words === null ? null : tx.sealing.text(words, `${notice} ${customer}`), now]);
    return kept.length > 0;
  }
}

const REACHED_BY = `
  select n.id as "noticeId", n.number, n.type, n.approved_at as "approvedAt", min(coalesce(m.handed_over_at, m.settled_at, n.approved_at)) as "sentAt"
    from published.actual_notice as n
    join published.actual_message as m on m.notice_id = n.id and m.customer_id = $2
   where n.incident_id = $1 and n.state = 'approved' and m.state in ('sending','sent','delivered','unknown')
   group by n.id, n.number, n.type, n.approved_at
   union
  select n.id, n.number, n.type, n.approved_at, s.shown_at
    from published.actual_notice as n
    join enquiry_shown as s on s.notice_id = n.id and s.customer_id = $2
    join published.notice_told as d on d.notice_id = n.id and d.stands
   where n.incident_id = $1 and n.state = 'approved'
     and not exists (select from published.actual_message as m
                      where m.notice_id = n.id and m.customer_id = $2 and m.state in ('sending','sent','delivered','unknown'))
   order by number desc`;

const REVOKE = `
  insert into page_revocation as r (customer_id, until, reason, revoked_by) values ($1, $2, $3, $4)
  on conflict (customer_id) do update set until = greatest(r.until, excluded.until), reason = excluded.reason, revoked_by = excluded.revoked_by`;

const STATE = `
  select coalesce(p.steps, '{}') as steps, coalesce(p.wrong, 0)::int as wrong, coalesce(p.locked_until > now(), false) as locked, f.customer_id is not null as answered
    from (values ($1::uuid, $2::bigint)) as k (notice_id, customer_id)
    left join personal_page as p on p.notice_id = k.notice_id and p.customer_id = k.customer_id
    left join feedback as f on f.notice_id = k.notice_id and f.customer_id = k.customer_id`;

const ON_FILE = `
  select a.postal_code as "postalCode", m.phone
    from published.notice as n
    join published.audience_member as m on m.audience_id = n.audience_id and m.customer_id = $2
    left join published.postal_address as a on a.customer_id = m.customer_id
   where n.id = $1`;

const HOLD = `
  select p.wrong::int as wrong, coalesce(p.locked_until > now(), false) as locked
    from personal_page as p
   where p.notice_id = $1 and p.customer_id = $2
     for update`;

const KEEP_WRONG = `
  update personal_page as p
     set wrong = $3, locked_until = case when $4::int is null then p.locked_until else now() + make_interval(hours => $4::int) end
   where p.notice_id = $1 and p.customer_id = $2`;

const KEEP_PROVED = `
  update personal_page as p
     set wrong = 0, proved_at = coalesce(p.proved_at, $3), seen_at = coalesce(p.seen_at, $3)
   where p.notice_id = $1 and p.customer_id = $2`;

const KEEP_SEEN = `
  insert into personal_page as p (notice_id, customer_id, seen_at) values ($1, $2, $3)
  on conflict (notice_id, customer_id) do update set seen_at = excluded.seen_at where p.seen_at is null`;

const KEEP_STEPS = `
  insert into personal_page as p (notice_id, customer_id, seen_at, steps) values ($1, $2, $4, $3)
  on conflict (notice_id, customer_id) do update set steps = excluded.steps, seen_at = coalesce(p.seen_at, excluded.seen_at)`;

const KEEP_FEEDBACK = `
  insert into feedback (notice_id, customer_id, channel, answer, score, recommend, words, answered_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict do nothing
  returning 1 as kept`;
