import { Injectable } from '@nestjs/common';
import { type Actor, sightOf } from '../kernel/actor.js';
import { DomainError } from '../kernel/domain-error.js';
import type { NoticeId, PersonId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, Transactions } from '../platform/database/transactions.js';
import { BriefingGate, type BriefingVersion } from './briefing-gate.js';
import type { HeldBack } from './contract.js';
import type { BriefingAnswerKind } from './model/briefing.js';
import { NEXT } from './model/notice-state.js';
import { type ToldGroup, toldGroup } from './model/preflight-tally.js';
import { strataOf } from './model/schedule.js';
import type { StoredNotice } from './model/stored-notice.js';
import { BRIEFERS, BRIEFING_PASSERS, requirePerson } from './model/who-may.js';
import { PlanService } from './plan.service.js';
import { NoticeHoldService } from './notice-hold.service.js';
import { BriefingRepository, type StandingBriefing } from './store/briefing.repository.js';
import { translated } from './store/constraint-errors.js';
import { NoticeRepository } from './store/notice.repository.js';

export type { StandingBriefing };

export interface BriefingView extends BriefingVersion {
  readonly notice: StoredNotice;
  /** Who is told when: from the approval on, or as if it came now. Once it goes out, its progress knows better. */
  readonly groups: readonly ToldGroup[];
  /** Law enforcement asked that nothing is said of it just now; null: nobody did. It is no part of what is confirmed. */
  readonly held: HeldBack | null;
}

/** What agents are given before a notice goes out, and the word of whoever leads them that they have it. */
@Injectable()
export class BriefingService {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly plans: PlanService,
    private readonly notices: NoticeRepository,
    private readonly briefings: BriefingRepository,
    private readonly gate: BriefingGate,
    private readonly holds: NoticeHoldService,
  ) {}

  /** @throws DomainError not-found `notice-not-found` */
  async view(id: NoticeId): Promise<BriefingView> {
    const { notice, texts } = await this.plans.standing(id);
    const [version, peopled, held] = await Promise.all([this.gate.version(this.db, notice, texts), this.plans.peopled(notice.audienceId), this.holds.standing([id])]);
    return { ...version, notice, groups: strataOf(notice, peopled, notice.approvedAt ?? this.clock.now()).map(toldGroup), held: held.get(id) ?? null };
  }

  /**
   * The lead says that he has read it and that the agents on duty have it.
   *
   * @param hash  The version that he has before his eyes.
   * @throws DomainError forbidden `person-needed`, `role-needed`; not-found `notice-not-found`; conflict `briefing-changed`, `notice-closed`
   */
  async confirm(actor: Actor, id: NoticeId, hash: string): Promise<BriefingView> {
    return this.answer(actor, id, hash, { kind: 'given', reason: null, personId: requirePerson(actor, BRIEFERS) });
  }

  /**
   * Somebody goes on without: on the worst day nobody may be kept from being told.
   *
   * @throws DomainError as `confirm`; invalid `reason-needed`
   */
  async passOver(actor: Actor, id: NoticeId, hash: string, reason: string): Promise<BriefingView> {
    const personId = requirePerson(actor, BRIEFING_PASSERS);
    if (reason.trim() === '') throw new DomainError('invalid', 'reason-needed', 'Say why it can not wait for the briefing.');
    return this.answer(actor, id, hash, { kind: 'passed-over', reason: reason.trim(), personId });
  }

  /** Of open incidents: what is before the approvers, or approved; newest first. */
  standing(actor: Actor): Promise<readonly StandingBriefing[]> {
    return this.briefings.standing(this.db, sightOf(actor));
  }

  private async answer(actor: Actor, id: NoticeId, seen: string, said: { readonly kind: BriefingAnswerKind; readonly reason: string | null; readonly personId: PersonId }): Promise<BriefingView> {
    await translated(() => this.transactions.run(async (tx) => {
      const notice = await this.notices.lock(tx, id);
      if (NEXT[notice.state].length === 0) throw new DomainError('conflict', 'notice-closed', `The notice is ${notice.state}.`, { state: notice.state });
      const { texts } = await this.plans.standingOf(notice, tx);
      const version = await this.gate.version(tx, notice, texts);
      if (version.hash !== seen) throw new DomainError('conflict', 'briefing-changed', 'The briefing is not what you have looked at: the notice was edited. Look at it again.', { seen, now: version.hash });
      await this.gate.answer(tx, actor, notice, version, { ...said, at: this.clock.now() });
    }));
    return this.view(id);
  }
}
