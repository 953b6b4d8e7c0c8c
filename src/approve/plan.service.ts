import { Injectable } from '@nestjs/common';
import { Audiences, type FrozenAudience } from '../audience/contract.js';
import { type Variant, variantForAll } from '../compose/contract.js';
import type { AudienceId, IncidentId, NoticeId } from '../kernel/ids.js';
import { DomainError } from '../kernel/domain-error.js';
import { Database, Transactions } from '../platform/database/transactions.js';
import { ApprovedNotices, type ApprovedPlan, type NoticeTexts } from './contract.js';
import type { Peopled } from './model/schedule.js';
import { sha256Hex } from '../kernel/sha256.js';
import type { FindingOverride } from './model/finding-override.js';
import { planText, type SendPlan } from './model/send-plan.js';
import type { StoredNotice } from './model/stored-notice.js';
import { AudienceReader } from './store/audience.reader.js';
import { NoticeRepository } from './store/notice.repository.js';
import { NoticeTextRepository } from './store/notice-text.repository.js';
import { OverrideRepository } from './store/override.repository.js';
import type { Reader } from './store/reader.js';

/** A notice with all that leaves with it, as it stands now. */
export interface StandingPlan {
  readonly notice: StoredNotice;
  readonly texts: readonly NoticeTexts[];
  readonly audience: SendPlan['audience'];
  /** The same people as the audience step has them. */
  readonly frozen: FrozenAudience;
  /** Of what is stored, made anew; whether it is what was signed is for the caller to compare. */
  readonly hash: string;
  /** What the hash is taken of. */
  readonly text: string;
}

/** Puts send plans together from what is stored, and never from what was once computed. */
@Injectable()
export class PlanService extends ApprovedNotices {
  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly audiences: Audiences,
    private readonly notices: NoticeRepository,
    private readonly texts: NoticeTextRepository,
    private readonly overrides: OverrideRepository,
    private readonly reader: AudienceReader,
  ) {
    super();
  }

  /**
   * @param from  The open transaction that holds the notice, where the answer decides something.
   * @throws DomainError not-found `notice-not-found`
   */
  async standing(id: NoticeId, from: Reader = this.db): Promise<StandingPlan> {
    return this.standingOf(await this.notices.get(from, id), from);
  }

  /** All notices of an incident, in order of their numbers. */
  ofIncident(incident: IncidentId): Promise<readonly StoredNotice[]> {
    return this.notices.ofIncident(this.db, incident);
  }

  /** @param of  What this request has read already, or a notice that is still to be read: a page asks several for parts of one plan, and reads it once. Errors as `standing`. */
  async known(of: NoticeId | StandingPlan): Promise<StandingPlan> {
    return typeof of === 'string' ? this.standing(of) : of;
  }

  async standingOf(notice: StoredNotice, from: Reader = this.db): Promise<StandingPlan> {
    const [texts, frozen] = [await this.texts.of(from, notice.id), await this.audiences.frozen(notice.audienceId)];
    const audience = { id: frozen.id, hash: frozen.hash, members: frozen.counts.members };
    const overrides = await this.overrides.of(from, notice.id, notice.revision);
    const text = planText(sendPlanOf(notice, texts, audience, overrides));
    return { notice, texts, audience, frozen, hash: sha256Hex(text), text };
  }

  /** Who they are, as far as times go by it. @param frozen  Where they were read already. */
  async peopled(id: AudienceId, frozen?: FrozenAudience): Promise<Peopled> {
    const [people, { counts }] = [await this.audiences.zones(id), frozen ?? (await this.audiences.frozen(id))];
    return { people, numbers: counts.sms };
  }

  async publicVariant({ audienceId, law }: Pick<StoredNotice, 'audienceId' | 'law'>): Promise<Variant> {
    return variantForAll(law, (await this.reader.places(audienceId)).map(({ place }) => place));
  }

  readyToStart(now: Date): Promise<readonly NoticeId[]> {
    return this.notices.readyToStart(this.db, now);
  }

  async plan(id: NoticeId): Promise<ApprovedPlan> {
    // One snapshot: an edit between two reads would look like a forged plan.
    const { notice, texts, hash } = await this.transactions.run((tx) => this.standing(id, tx), 'REPEATABLE READ');
    if (notice.state !== 'approved' || notice.planHash === null) {
      throw new DomainError('conflict', 'notice-not-approved', `The notice is ${notice.state}, not approved.`, { noticeId: id, state: notice.state });
    }
    if (hash !== notice.planHash) {
      throw new DomainError('conflict', 'plan-changed', 'What is stored is not what was signed. It must not be sent.', { noticeId: id, signed: notice.planHash, stored: hash });
    }
    return { notice, incident: notice.incident, texts, planHash: hash };
  }
}

/** Everything that an approval signs. */
function sendPlanOf(notice: StoredNotice, texts: readonly NoticeTexts[], audience: SendPlan['audience'], overrides: readonly FindingOverride[]): SendPlan {
  return {
    noticeId: notice.id,
    number: notice.number,
    type: notice.type,
    revision: notice.revision,
    checkCode: notice.checkCode,
    correctsNoticeId: notice.correctsNoticeId,
    incident: { ...notice.incident, id: notice.incidentId, revision: notice.incidentRevision },
    texts,
    facts: notice.facts,
    ...(notice.law ? { law: notice.law } : {}),
    audience,
    schedule: notice.schedule,
    policies: notice.policies,
    sender: notice.sender,
    ...(overrides.length > 0 ? { overrides: overrides.map(({ rule, part, locale, where, reason, by }) => ({ rule, part, locale, where, reason, by })) } : {}),
  };
}
