import { Injectable } from '@nestjs/common';
import { Incidents } from '../declare/contract.js';
import type { Actor } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { IncidentId, PersonId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/transactions.js';
import { isMissing } from './model/briefing.js';
import { contributionsOf, requireFreshEyes } from './model/four-eyes.js';
import { expiryOf } from './model/schedule.js';
import type { StoredNotice } from './model/stored-notice.js';
import { timingFault } from './model/timing.js';
import { BriefingGate } from './briefing-gate.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { NoticeRepository } from './store/notice.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

export interface Approving {
  /** The hash of the plan that the approver has before his eyes. */
  readonly planHash: string;
  /** How many people it goes to, as he typed it himself. */
  readonly people: number;
  /** Why it can't wait until the agents have the briefing; null, or absent, where it waits. */
  readonly withoutBriefing?: string | null;
}

/** A signature that is about to be made. */
export interface Signature {
  readonly standing: StandingPlan;
  readonly signer: PersonId;
  readonly approving: Approving;
  readonly at: Date;
  /** Where two administrators sign in an approver's place: which time. */
  readonly breakGlass: { readonly id: string; readonly reason: string; readonly with: PersonId } | null;
}

/** What every signature asks for, whoever makes it. The database checks it again: see the triggers on `approval`. */
@Injectable()
export class Signing {
  constructor(
    private readonly audit: Audit,
    private readonly incidents: Incidents,
    private readonly plans: PlanService,
    private readonly notices: NoticeRepository,
    private readonly signatures: SignatureRepository,
    private readonly briefings: BriefingGate,
  ) {}

  /** The plan that is decided must be the one submitted, the one seen, and the one stored: a hash is taken of it anew. */
  async requireSeen(tx: Tx, notice: StoredNotice, seen: string): Promise<StandingPlan> {
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

  /** Seen as it stands, by somebody who had no hand in it, for the people that he typed, and while it still can go out. */
  async requireApprovable(tx: Tx, notice: StoredNotice, signer: PersonId, { planHash, people }: Approving, now: Date): Promise<StandingPlan> {
    const standing = await this.requireSeen(tx, notice, planHash);
    requireFreshEyes(contributionsOf(signer, await this.signatures.contributors(tx, notice.id)));
    requirePeople(standing, people);
    await this.requireOpen(notice.incidentId);
    const fault = timingFault(notice, standing.audience.members, await this.plans.peopled(notice.audienceId), now);
    if (fault) throw new DomainError('unprocessable', fault.code, fault.message);
    return standing;
  }

  async requireOpen(id: IncidentId): Promise<void> {
    const incident = await this.incidents.get(id);
    if (incident.status !== 'open') throw new DomainError('conflict', 'incident-closed', `${incident.reference} is closed; nobody is told about it any more.`, { incidentId: id });
  }

  /** @throws DomainError conflict `phones-not-ready`; and what `translated` makes of the database's refusals */
  async sign(tx: Tx, actor: Actor, { standing, signer, approving, at, breakGlass }: Signature): Promise<void> {
    const { notice } = standing;
    const { planHash, people, withoutBriefing } = approving;
    await this.requirePhones(tx, actor, standing, { personId: signer, reason: withoutBriefing?.trim() || null, at });
    await this.signatures.decide(tx, notice.id, {
      revision: notice.revision, planHash, decision: 'approved', reason: breakGlass?.reason ?? null, peopleTyped: people, decidedBy: signer, decidedAt: at, breakGlassId: breakGlass?.id ?? null,
    });
    await this.signatures.keepPlan(tx, notice, planHash, standing.text, at);
    await this.notices.approve(tx, notice.id, at, expiryOf(notice.schedule, at));
    await this.record(tx, actor, notice, 'notice.approved', { planHash, people, ...overridden(notice), ...(breakGlass ? { breakGlass } : {}) });
  }

  async record(tx: Tx, actor: Actor, notice: StoredNotice, action: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    await this.audit.record(tx, actor, {
      action,
      subject: { kind: 'notice', id: notice.id },
      incidentId: notice.incidentId,
      details: { number: notice.number, type: notice.type, revision: notice.revision, ...details },
    });
  }

  /** The agents have the briefing, or the signer says here why it can't wait for that. @throws DomainError conflict `phones-not-ready` */
  private async requirePhones(tx: Tx, actor: Actor, { notice, texts }: StandingPlan, { reason, ...by }: { readonly personId: PersonId; readonly reason: string | null; readonly at: Date }): Promise<void> {
    const version = await this.briefings.version(tx, notice, texts);
    if (reason !== null && isMissing(version.state)) return this.briefings.answer(tx, actor, notice, version, { kind: 'passed-over', reason, ...by });
    this.briefings.requireReady(version);
  }
}

function requirePeople({ audience }: StandingPlan, typed: number): void {
  if (typed === audience.members) return;
  throw new DomainError('unprocessable', 'people-mismatch', 'The number of people you typed is not the number in the audience.', { typed, members: audience.members });
}

/** That quiet hours are passed over, and why, stands beside the signature. */
const overridden = ({ policies }: StoredNotice): { readonly quietHoursPassedOver?: string } =>
  policies.quietHours?.overrideReason ? { quietHoursPassedOver: policies.quietHours.overrideReason } : {};

/** @throws DomainError invalid `reason-needed` */
export function requireReason(reason: string, otherwise = 'Say why, so that everybody knows what to change.'): void {
  if (reason.trim() === '') throw new DomainError('invalid', 'reason-needed', otherwise);
}
