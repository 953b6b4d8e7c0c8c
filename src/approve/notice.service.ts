import { Injectable } from '@nestjs/common';
import { Audiences, type FrozenAudience } from '../audience/contract.js';
import type { Actor } from '../kernel/actor.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/transactions.js';
import type { NoticeTexts } from './contract.js';
import { nextSteps, type NextSteps } from './model/next-steps.js';
import type { Contributor, Decision, StoredNotice } from './model/stored-notice.js';
import { PlanService } from './plan.service.js';
import { PreflightService, type PreflightView } from './preflight.service.js';
import { NoticeRepository } from './store/notice.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

/** Text, people and time as one thing: all that an approver looks at, and all that a screen needs. */
export interface NoticeView {
  readonly notice: StoredNotice;
  readonly texts: readonly NoticeTexts[];
  readonly audience: FrozenAudience;
  readonly contributors: readonly Contributor[];
  /** Every decision on every revision, oldest first. */
  readonly decisions: readonly Decision[];
  readonly preflight: PreflightView | null;
  /** Whether it has begun to go out. */
  readonly begun: boolean;
  /** Of what is stored now. An approver signs `notice.planHash`; where the two differ, somebody has tampered with the plan. */
  readonly standingHash: string;
  readonly steps: NextSteps;
}

@Injectable()
export class NoticeService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audiences: Audiences,
    private readonly plans: PlanService,
    private readonly preflights: PreflightService,
    private readonly notices: NoticeRepository,
    private readonly signatures: SignatureRepository,
  ) {}

  /** In order of their numbers; none for an incident that does not exist. */
  ofIncident(incident: IncidentId): Promise<readonly StoredNotice[]> {
    return this.notices.ofIncident(this.db, incident);
  }

  /** @throws DomainError not-found `notice-not-found` */
  get(id: NoticeId): Promise<StoredNotice> {
    return this.notices.get(this.db, id);
  }

  /** @throws DomainError not-found `notice-not-found` */
  async view(actor: Actor, id: NoticeId): Promise<NoticeView> {
    const { notice, texts, hash } = await this.plans.standing(id);
    const [audience, contributors, decisions, preflight, begun] = await Promise.all([
      this.audiences.frozen(notice.audienceId),
      this.signatures.contributors(this.db, id),
      this.signatures.decisions(this.db, id),
      this.preflights.latest(id),
      this.notices.hasBegun(this.db, id),
    ]);
    const situation = { notice, contributors, preflight, members: audience.counts.members, begun };
    return { notice, texts, audience, contributors, decisions, preflight, begun, standingHash: hash, steps: nextSteps(actor, situation, this.clock.now()) };
  }
}
