import { Injectable } from '@nestjs/common';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { NoticeId, PersonId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import { NEXT } from './model/notice-state.js';
import type { StoredNotice } from './model/stored-notice.js';
import { refusalToSubmit } from './model/submission.js';
import { APPROVERS, DRAFTERS, requirePerson, requireRole, REVIEWERS, WITHDRAWERS } from './model/who-may.js';
import { BriefingGate } from './briefing-gate.js';
import { PlanService } from './plan.service.js';
import { type Approving, requireReason, Signing } from './signing.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';
import { PreflightRepository } from './store/preflight.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface Refusing {
  readonly planHash: string;
  readonly reason: string;
}

/** Submission and signature. What is checked here, the database checks again: see the triggers on `notice` and `approval`. */
@Injectable()
export class DecisionService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly plans: PlanService,
    private readonly notices: NoticeRepository,
    private readonly preflights: PreflightRepository,
    private readonly signatures: SignatureRepository,
    private readonly briefings: BriefingGate,
    private readonly signing: Signing,
  ) {}

  /**
   * Puts a draft before the approvers. From here on, its plan has a hash.
   *
   * @throws DomainError forbidden `role-needed`; conflict `notice-not-draft`, `incident-closed`, `preflight-missing`, `preflight-running`,
   *   `preflight-failed`, `preflight-findings`; unprocessable with the code of what is wrong with the schedule
   */
  async submit(actor: Actor, id: NoticeId): Promise<StoredNotice> {
    const submitter = requireRole(actor, DRAFTERS);
    return this.change(id, async (tx, notice, now) => {
      await this.signing.requireOpen(notice.incidentId);
      const { audience, texts, hash, text } = await this.plans.standingOf(notice, tx);
      const refusal = refusalToSubmit(notice, await this.preflights.latest(tx, id), await this.plans.peopled(audience.id), now);
      if (refusal) throw new DomainError(refusal.kind, refusal.code, refusal.message, refusal.details);
      const briefingHash = await this.briefings.keep(tx, notice, texts, now);
      await this.notices.submit(tx, id, { planHash: hash, briefingHash }, submitter, now);
      await this.signatures.keepPlan(tx, notice, hash, text, now);
      await this.signatures.contribute(tx, id, submitter, 'submitter', now);
      await this.signing.record(tx, actor, notice, 'notice.submitted', { planHash: hash, members: audience.members });
    });
  }

  /**
   * Signs the plan. Of two who approve at once, one does.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `four-eyes`; conflict `notice-already-approved`, `notice-not-submitted`,
   *   `plan-changed`, `incident-closed`, `phones-not-ready`; unprocessable `people-mismatch`, or the code of what is wrong with the schedule by now
   */
  async approve(actor: Actor, id: NoticeId, approving: Approving): Promise<StoredNotice> {
    const signer = requirePerson(actor, APPROVERS);
    return this.change(id, async (tx, notice, now) => {
      const standing = await this.signing.requireApprovable(tx, notice, signer, approving, now);
      await this.signing.sign(tx, actor, { standing, signer, approving, at: now, breakGlass: null });
    });
  }

  /** Back to the author, to be changed. @throws DomainError as `approve`, but for those about people and schedule; invalid `reason-needed` */
  async sendBack(actor: Actor, id: NoticeId, refusing: Refusing): Promise<StoredNotice> {
    return this.refuse(actor, id, 'returned', refusing, (tx, now) => this.notices.sendBack(tx, id, now));
  }

  /** For good. @throws DomainError as `sendBack` */
  async reject(actor: Actor, id: NoticeId, refusing: Refusing): Promise<StoredNotice> {
    return this.refuse(actor, id, 'rejected', refusing, (tx, now) => this.notices.close(tx, id, 'rejected', now));
  }

  /**
   * Takes a notice back before it begins to go out; afterwards it can be paused and cancelled, which is the sender's business.
   *
   * @throws DomainError forbidden `role-needed`; invalid `reason-needed`; conflict `notice-closed`, `notice-begun`
   */
  async withdraw(actor: Actor, id: NoticeId, reason: string): Promise<StoredNotice> {
    requireRole(actor, WITHDRAWERS);
    requireReason(reason);
    return this.change(id, async (tx, notice, now) => {
      if (!NEXT[notice.state].includes('withdrawn')) throw new DomainError('conflict', 'notice-closed', `The notice is ${notice.state} already.`, { state: notice.state });
      await this.notices.close(tx, id, 'withdrawn', now);
      await this.signing.record(tx, actor, notice, 'notice.withdrawn', { was: notice.state, reason: reason.trim() });
    });
  }

  private async refuse(actor: Actor, id: NoticeId, decision: 'returned' | 'rejected', { planHash, reason }: Refusing, write: (tx: Tx, now: Date) => Promise<void>): Promise<StoredNotice> {
    const reviewer = requirePerson(actor, REVIEWERS);
    requireReason(reason);
    return this.change(id, async (tx, notice, now) => {
      await this.signing.requireSeen(tx, notice, planHash);
      await this.signatures.decide(tx, id, { ...this.signature(notice, reviewer, now), decision, reason: reason.trim(), peopleTyped: null, breakGlassId: null });
      await write(tx, now);
      await this.signing.record(tx, actor, notice, `notice.${decision}`, { planHash, reason: reason.trim() });
    });
  }

  private async change(id: NoticeId, work: (tx: Tx, notice: StoredNotice, now: Date) => Promise<void>): Promise<StoredNotice> {
    await translated(() => this.transactions.run(async (tx) => work(tx, await this.notices.lock(tx, id), this.clock.now())));
    return this.notices.get(this.db, id);
  }

  private signature(notice: StoredNotice, person: PersonId, now: Date) {
    return { revision: notice.revision, planHash: notice.planHash ?? '', decidedBy: person, decidedAt: now };
  }
}
