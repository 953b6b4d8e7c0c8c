import { Injectable } from '@nestjs/common';
import { type Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { Audit, type AuditActor } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, Transactions, type Tx } from '../platform/database/transactions.js';
import { type AskedHold, holdStands, requireEndAhead, requireHolder } from '../declare/contract.js';
import { type HeldBack, type NoticeHold, NoticeHolds } from './contract.js';
import { NEXT } from './model/notice-state.js';
import { NoticeHoldRepository } from './store/notice-hold.repository.js';
import { NoticeRepository } from './store/notice.repository.js';

type Named = Pick<NoticeHold, 'incidentId' | 'number' | 'type'>;

const BY_ITSELF: AuditActor & { readonly kind: 'system' } = { kind: 'system', id: 'notice-hold' };
const ITS_END = 'The end that was asked for has come.';

/** A hold of law enforcement on one notice: the database lets nothing of it go out while it stands, and pauses what does. The rest of the incident goes on. */
@Injectable()
export class NoticeHoldService extends NoticeHolds {
  constructor(
    private readonly db: Database,
    private readonly store: NoticeHoldRepository,
    private readonly notices: NoticeRepository,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Oldest first; the last stands where it has no end. @throws DomainError not-found `notice-not-found` */
  async of(notice: NoticeId): Promise<readonly NoticeHold[]> {
    await this.notices.get(this.db, notice);
    return this.store.of(notice);
  }

  ofIncidents(incidents: readonly IncidentId[]): Promise<readonly NoticeHold[]> {
    return this.store.ofIncidents(incidents);
  }

  /** Of each of these that may not go out just now, why: for whoever must say nothing of it, and need not know who asked. */
  async standing(notices: readonly NoticeId[]): Promise<ReadonlyMap<NoticeId, HeldBack>> {
    return new Map((await this.store.standing(this.db, notices)).map(({ noticeId, scope, until }) => [noticeId, { scope, until }]));
  }

  /**
   * Bites within a second, as a pause does: each claim and each begin asks whether the notice goes out. Its signature stays good.
   *
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`; conflict `hold-stands`, `notice-closed`; unprocessable `hold-ends-in-past`
   */
  async place(actor: Actor, noticeId: NoticeId, asked: AskedHold): Promise<void> {
    requireHolder(actor);
    const now = this.clock.now();
    requireEndAhead(asked, now);
    await this.transactions.run(async (tx) => {
      const notice = await this.notices.get(tx, noticeId);
      if (NEXT[notice.state].length === 0) throw new DomainError('conflict', 'notice-closed', `The notice is ${notice.state}: nothing of it goes out.`, { state: notice.state });
      if (!(await this.store.place(tx, noticeId, asked, actor, now))) throw holdStands();
      await this.record(tx, actor, 'notice.held', noticeId, notice, { requestedBy: asked.requestedBy, until: asked.until, reason: asked.reason });
    });
  }

  /**
   * What was paused stays so until a person lets it go on; what was approved and had not begun begins as it was planned.
   *
   * @throws DomainError forbidden `role-needed`; not-found `notice-not-found`; conflict `no-hold`
   */
  async end(actor: Actor, noticeId: NoticeId, reason: string): Promise<void> {
    requireHolder(actor);
    await this.transactions.run(async (tx) => {
      const notice = await this.notices.get(tx, noticeId);
      if (!(await this.store.end(tx, noticeId, reason, actor, this.clock.now()))) throw new DomainError('conflict', 'no-hold', 'No hold stands on this notice.');
      await this.record(tx, actor, 'notice.hold-ended', noticeId, notice, { reason });
    });
  }

  /** Ends those whose end has come, with the same consequences. Safe to run twice and side by side. @returns how many. */
  async endDue(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const ended = await this.store.endDue(tx, ITS_END, BY_ITSELF, this.clock.now());
      for (const { noticeId, until, ...notice } of ended) await this.record(tx, BY_ITSELF, 'notice.hold-ended', noticeId, notice, { reason: ITS_END, until });
      return ended.length;
    });
  }

  private record(tx: Tx, actor: AuditActor, action: string, id: NoticeId, { incidentId, number, type }: Named, details: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record(tx, actor, { action, subject: { kind: 'notice', id }, incidentId, details: { number, type, ...details } });
  }
}
