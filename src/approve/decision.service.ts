import { Injectable } from '@nestjs/common';
import { Incidents } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId, NoticeId, PersonId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx, Transactions } from '../platform/database/transactions.js';
import { isMissing } from './model/briefing.js';
import { contributionsOf, requireFreshEyes } from './model/four-eyes.js';
import { NEXT } from './model/notice-state.js';
import { expiryOf } from './model/schedule.js';
import type { StoredNotice } from './model/stored-notice.js';
import { refusalToSubmit } from './model/submission.js';
import { timingFault } from './model/timing.js';
import { APPROVERS, DRAFTERS, requirePerson, requireRole, REVIEWERS, WITHDRAWERS } from './model/who-may.js';
import { BriefingGate } from './briefing-gate.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';
import { PreflightRepository } from './store/preflight.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface Approving {
  /** The hash of the plan that the approver has before his eyes. */
  readonly planHash: string;
  /** How many people it goes to, as he typed it himself. */
  readonly people: number;
  /** Why it can't wait until the agents have the briefing; null, or absent, where it waits. */
  readonly withoutBriefing?: string | null;
}

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
    private readonly audit: Audit,
    private readonly incidents: Incidents,
    private readonly plans: PlanService,
    private readonly notices: NoticeRepository,
    private readonly preflights: PreflightRepository,
    private readonly signatures: SignatureRepository,
    private readonly briefings: BriefingGate,
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
      await this.requireOpen(notice.incidentId);
      const { audience, texts, hash, text } = await this.plans.standingOf(notice, tx);
      const refusal = refusalToSubmit(notice, await this.preflights.latest(tx, id), await this.plans.peopled(audience.id), now);
      if (refusal) throw new DomainError(refusal.kind, refusal.code, refusal.message, refusal.details);
      const briefingHash = await this.briefings.keep(tx, notice, texts, now);
      await this.notices.submit(tx, id, { planHash: hash, briefingHash }, submitter, now);
      await this.signatures.keepPlan(tx, notice, hash, text, now);
      await this.signatures.contribute(tx, id, submitter, 'submitter', now);
      await this.record(tx, actor, notice, 'notice.submitted', { planHash: hash, members: audience.members });
    });
  }

  /**
   * Signs the plan. Of two who approve at once, one does.
   *
   * @throws DomainError forbidden `person-needed`, `role-needed`, `four-eyes`; conflict `notice-already-approved`, `notice-not-submitted`,
   *   `plan-changed`, `incident-closed`, `phones-not-ready`; unprocessable `people-mismatch`, or the code of what is wrong with the schedule by now
   */
  async approve(actor: Actor, id: NoticeId, { planHash, people, withoutBriefing }: Approving): Promise<StoredNotice> {
    const approver = requirePerson(actor, APPROVERS);
    return this.change(id, async (tx, notice, now) => {
      const standing = await this.requireSeen(tx, notice, planHash);
      requireFreshEyes(contributionsOf(approver, await this.signatures.contributors(tx, id)));
      this.requirePeople(standing, people);
      await this.requireOpen(notice.incidentId);
      const fault = timingFault(notice, standing.audience.members, await this.plans.peopled(notice.audienceId), now);
      if (fault) throw new DomainError('unprocessable', fault.code, fault.message);
      await this.requirePhones(tx, actor, standing, { personId: approver, reason: withoutBriefing?.trim() || null, at: now });
      await this.signatures.decide(tx, id, { ...this.signature(notice, approver, now), decision: 'approved', reason: null, peopleTyped: people });
      await this.signatures.keepPlan(tx, notice, planHash, standing.text, now);
      await this.notices.approve(tx, id, now, expiryOf(notice.schedule, now));
      await this.record(tx, actor, notice, 'notice.approved', { planHash, people, ...overridden(notice) });
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
      await this.record(tx, actor, notice, 'notice.withdrawn', { was: notice.state, reason: reason.trim() });
    });
  }

  private async refuse(actor: Actor, id: NoticeId, decision: 'returned' | 'rejected', { planHash, reason }: Refusing, write: (tx: Tx, now: Date) => Promise<void>): Promise<StoredNotice> {
    const reviewer = requirePerson(actor, REVIEWERS);
    requireReason(reason);
    return this.change(id, async (tx, notice, now) => {
      await this.requireSeen(tx, notice, planHash);
      await this.signatures.decide(tx, id, { ...this.signature(notice, reviewer, now), decision, reason: reason.trim(), peopleTyped: null });
      await write(tx, now);
      await this.record(tx, actor, notice, `notice.${decision}`, { planHash, reason: reason.trim() });
    });
  }

  private async change(id: NoticeId, work: (tx: Tx, notice: StoredNotice, now: Date) => Promise<void>): Promise<StoredNotice> {
    await translated(() => this.transactions.run(async (tx) => work(tx, await this.notices.lock(tx, id), this.clock.now())));
    return this.notices.get(this.db, id);
  }

  /** The plan that is decided must be the one submitted, the one seen, and the one stored: a hash is taken of it anew. */
  private async requireSeen(tx: Tx, notice: StoredNotice, seen: string): Promise<StandingPlan> {
    if (notice.state === 'approved') throw new DomainError('conflict', 'notice-already-approved', 'This notice has been approved already.', { noticeId: notice.id });
    if (notice.state !== 'submitted') {
      throw new DomainError('conflict', 'notice-not-submitted', `The notice is ${notice.state}; only a submitted one can be decided.`, { state: notice.state });
    }
    const standing = await this.plans.standingOf(notice, tx);
    if (standing.hash !== notice.planHash || seen !== notice.planHash) {
      throw new DomainError('conflict', 'plan-changed', 'The notice is not what you have looked at. Look at it again.', { seen, submitted: notice.planHash, stored: standing.hash });
    }
    return standing;
  }

  /** The agents have the briefing, or the approver says here why it can't wait for that. @throws DomainError conflict `phones-not-ready` */
  private async requirePhones(tx: Tx, actor: Actor, { notice, texts }: StandingPlan, { reason, ...by }: { readonly personId: PersonId; readonly reason: string | null; readonly at: Date }): Promise<void> {
    const version = await this.briefings.version(tx, notice, texts);
    if (reason !== null && isMissing(version.state)) return this.briefings.answer(tx, actor, notice, version, { kind: 'passed-over', reason, ...by });
    this.briefings.requireReady(version);
  }

  private requirePeople({ audience }: StandingPlan, typed: number): void {
    if (typed === audience.members) return;
    throw new DomainError('unprocessable', 'people-mismatch', 'The number of people you typed is not the number in the audience.', { typed, members: audience.members });
  }

  private async requireOpen(id: IncidentId): Promise<void> {
    const incident = await this.incidents.get(id);
    if (incident.status !== 'open') throw new DomainError('conflict', 'incident-closed', `${incident.reference} is closed; nobody is told about it any more.`, { incidentId: id });
  }

  private signature(notice: StoredNotice, person: PersonId, now: Date) {
    return { revision: notice.revision, planHash: notice.planHash ?? '', decidedBy: person, decidedAt: now };
  }

  private async record(tx: Tx, actor: Actor, notice: StoredNotice, action: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.audit.record(tx, actor, {
      action,
      subject: { kind: 'notice', id: notice.id },
      incidentId: notice.incidentId,
      details: { number: notice.number, type: notice.type, revision: notice.revision, ...details },
    });
  }
}

/** That quiet hours are passed over, and why, stands beside the signature. */
const overridden = ({ policies }: StoredNotice): { readonly quietHoursPassedOver?: string } =>
  policies.quietHours?.overrideReason ? { quietHoursPassedOver: policies.quietHours.overrideReason } : {};

function requireReason(reason: string): void {
  if (reason.trim() === '') throw new DomainError('invalid', 'reason-needed', 'Say why, so that everybody knows what to change.');
}
