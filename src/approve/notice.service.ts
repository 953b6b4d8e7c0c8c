import { Inject, Injectable } from '@nestjs/common';
import { type FrozenAudience } from '../audience/contract.js';
import { Incidents } from '../declare/contract.js';
import { type Actor, sightOf } from '../kernel/actor.js';
import { domainOf } from '../kernel/email.js';
import type { IncidentId, NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Database } from '../platform/database/transactions.js';
import { CheckCodes, type GenuineNotice, type NoticeState, type NoticeTexts } from './contract.js';
import { readCheckCode } from './model/check-code.js';
import { nextSteps, type NextSteps } from './model/next-steps.js';
import { senderStanding, type SenderStanding } from './model/sender-standing.js';
import type { Contributor, Decision, StoredNotice } from './model/stored-notice.js';
import { BriefingGate, type BriefingVersion } from './briefing-gate.js';
import { PlanService, type StandingPlan } from './plan.service.js';
import { PreflightService, type PreflightView } from './preflight.service.js';
import { NoticeRepository } from './store/notice.repository.js';
import { SenderReader } from './store/sender.reader.js';
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
  /** Whether the phones are ready for it. */
  readonly briefing: Pick<BriefingVersion, 'hash' | 'state' | 'answer'>;
  /** Whether receivers will take the mail for the company's own, as it was last looked up. */
  readonly sender: SenderStanding;
}

@Injectable()
export class NoticeService extends CheckCodes {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly incidents: Incidents,
    private readonly plans: PlanService,
    private readonly preflights: PreflightService,
    private readonly notices: NoticeRepository,
    private readonly signatures: SignatureRepository,
    private readonly briefings: BriefingGate,
    private readonly senders: SenderReader,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'mailIsCaptured'>,
  ) {
    super();
  }

  /** In order of their numbers. @throws DomainError not-found `incident-not-found` */
  async ofIncident(incident: IncidentId): Promise<readonly StoredNotice[]> {
    await this.incidents.get(incident);
    return this.notices.ofIncident(this.db, incident);
  }

  /** Of those of the incidents that there are, each in order of their numbers. */
  ofIncidents(incidents: readonly IncidentId[]): Promise<readonly StoredNotice[]> {
    return this.notices.ofIncidents(this.db, incidents);
  }

  /** Of all incidents, at most 500, longest unchanged first: `submitted` is what waits for an approver. */
  inState(actor: Actor, state: NoticeState): Promise<readonly StoredNotice[]> {
    return this.notices.inState(this.db, state, sightOf(actor));
  }

  async find(code: string): Promise<GenuineNotice | null> {
    const typed = readCheckCode(code);
    const notice = typed === null ? null : await this.notices.approvedByCode(this.db, typed);
    // Of an exercise nobody has a message: whoever types its code has read it over a shoulder.
    if (notice === null || notice.approvedAt === null || notice.incident.exercise) return null;
    const { id, incidentId, type, approvedAt, incident } = notice;
    const { name, domain, website, phone, supportHours, timeZone } = notice.sender;
    return { noticeId: id, incidentId, reference: incident.reference, type, sender: { name, domain, website, phone, supportHours, timeZone }, approvedAt, simulated: incident.simulated };
  }

  /** @throws DomainError not-found `notice-not-found` */
  get(id: NoticeId): Promise<StoredNotice> {
    return this.notices.get(this.db, id);
  }

  /** For a page that shows more than one part of it: read once, and handed to each. @throws DomainError not-found `notice-not-found` */
  standing(id: NoticeId): Promise<StandingPlan> {
    return this.plans.standing(id);
  }

  /** @throws DomainError not-found `notice-not-found` */
  async view(actor: Actor, of: NoticeId | StandingPlan): Promise<NoticeView> {
    const { notice, texts, hash, frozen: audience } = await this.plans.known(of);
    const { id } = notice;
    const [peopled, contributors, decisions, preflight, begun, briefing, sender] = await Promise.all([
      this.plans.peopled(notice.audienceId, audience),
      this.signatures.contributors(this.db, id),
      this.signatures.decisions(this.db, id),
      this.preflights.latestOf(notice),
      this.notices.hasBegun(this.db, id),
      this.briefings.version(this.db, notice, texts),
      this.sender(notice),
    ]);
    const situation = { notice, contributors, preflight, peopled, begun };
    return { notice, texts, audience, contributors, decisions, preflight, begun, standingHash: hash, steps: nextSteps(actor, situation, this.clock.now()), briefing: { hash: briefing.hash, state: briefing.state, answer: briefing.answer }, sender };
  }

  private async sender({ sender }: StoredNotice): Promise<SenderStanding> {
    const domain = domainOf(sender.fromEmail);
    return senderStanding(domain, await this.senders.last(domain), { captured: this.surroundings.mailIsCaptured, now: this.clock.now() });
  }
}
