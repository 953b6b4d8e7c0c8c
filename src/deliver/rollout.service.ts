import { Inject, Injectable } from '@nestjs/common';
import { type ApprovedPlan, ApprovedNotices, type Notice, planStrata, quietChannels, tellBy, type WaveStratum } from '../approve/contract.js';
import { Audiences } from '../audience/contract.js';
import { DomainError } from '../kernel/domain-error.js';
import { type NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { BrakeService } from './brake.service.js';
import { LARGE } from '../platform/figures/large.js';
import { LedgerCounts } from './ledger-counts.service.js';
import { latestOpenings } from './model/latest-openings.js';
import { peopleByDraws, planWaves, sliceStarts } from './model/wave-plan.js';
import { mayPass } from './store/database-errors.js';
import { RolloutRepository } from './store/rollout.repository.js';

/** Before a deadline: ticks, retries and slow connections take some minutes that no rate shows. */
const SLACK_MS = 5 * 60_000;

/**
 * Starts what was approved and is due. Who goes in which wave, by which seed, is on record before the first message exists; the
 * notice's id is the key, so that starting twice does nothing.
 */
@Injectable()
export class RolloutService {
  constructor(
    private readonly approved: ApprovedNotices,
    private readonly audiences: Audiences,
    private readonly rollouts: RolloutRepository,
    private readonly brakes: BrakeService,
    private readonly counts: LedgerCounts,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'EMAIL_PER_SECOND' | 'SMS_PER_SECOND'>,
  ) {}

  /** @returns how many notices were started. One that can't be started never holds up the others. */
  async startDue(): Promise<number> {
    let started = 0;
    for (const notice of await this.approved.readyToStart(this.clock.now())) {
      try {
        if (!(await this.rollouts.mayStart(notice))) continue;
        if (await this.start(await this.approved.plan(notice))) started += 1;
      } catch (error) {
        if (error instanceof DomainError) await this.refuse(notice, error);
        else if (mayPass(error)) this.log.warn({ event: 'rollout.not-started-yet', notice, error });
        else this.log.error({ event: 'rollout.not-started', notice, error });
      }
    }
    return started;
  }

  private async start(plan: ApprovedPlan): Promise<boolean> {
    const { notice, planHash } = plan;
    const { schedule, policies } = notice;
    const audience = await this.audiences.frozen(notice.audienceId);
    const members = audience.counts.members;
    if (members === 0) throw new DomainError('conflict', 'nobody-to-tell', 'The audience of this notice is empty.', { noticeId: notice.id });
    const now = this.clock.now();
    if (notice.expiresAt! <= now) return false;
    const strata = planStrata({
      schedule, policies, numbers: audience.counts.sms, people: await this.audiences.zones(notice.audienceId),
      companyZone: notice.sender.timeZone, span: { from: now, until: notice.expiresAt! },
    });
    const latePercent = schedule.lateGroup?.percent ?? null;
    const cuts = await this.rollouts.cuts(notice.audienceId, strata, members, sliceStarts(schedule.waves, latePercent ?? 0));
    const waves = planWaves(strata.map(({ waveTimes, late }, stratum) => ({ cuts: cuts[stratum] ?? [], times: waveTimes, late: late ?? null })), notice.expiresAt!);
    // Before the transaction: a million are looked at for it, and nobody's word on the notice waits for that.
    const people = members < LARGE ? [] : (peopleByDraws(waves, members) ?? (await this.rollouts.peopleOf(notice.audienceId, strata, waves)));
    return this.transactions.run(async (tx) => {
      if (!(await this.rollouts.stillApproved(tx, notice.id, planHash))) return false;
      const brake = await this.brakes.beforeStart(tx, notice, audience.counts);
      const started = await this.rollouts.start(tx, {
        noticeId: notice.id, incidentId: notice.incidentId, audienceId: notice.audienceId, planHash,
        algorithm: audience.algorithm, seed: audience.seed, members, latePercent, strata, waves, latest: this.latest(plan.notice, strata, brake.plannedMessages), phones: policies.phones ?? null, waveGapMinutes: schedule.waveIntervalMinutes,
        quietChannels: quietChannels(policies, audience.counts.sms), exposure: notice.facts.exposure, breachedMailDomains: notice.facts.breachedMailDomains ?? [],
        channels: policies.channels, unknownEmail: policies.unknownEmail, mandatory: policies.mandatory,
        noReceiptMinutes: policies.ladder?.noReceiptMinutes ?? null,
        expiresAt: notice.expiresAt!, startedBy: 'system', at: now, canary: schedule.canary ?? 0, plannedMessages: brake.plannedMessages, trip: brake.trip,
      });
      if (!started) return false;
      await this.counts.begin(tx, notice.id, members, people);
      await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
        action: 'rollout.started', subject: { kind: 'notice', id: notice.id }, incidentId: notice.incidentId,
        details: { number: notice.number, type: notice.type, members, strata: strata.length, waves: waves.length, ...(latePercent === null ? {} : { latePercent }), seed: audience.seed, planHash },
      });
      await this.brakes.atStart(tx, notice, brake);
      await this.pauseCorrected(tx, notice, now);
      this.log.info({ event: 'rollout.started', notice: notice.id, members, strata: strata.length, waves: waves.length });
      return true;
    });
  }

  /** Whoever was told since its people were frozen would read what was wrong, and would not be told so. */
  private async pauseCorrected(tx: Tx, { type, number, correctsNoticeId }: Notice, now: Date): Promise<void> {
    if (type !== 'correction' || correctsNoticeId === null) return;
    const reason = `Notice ${number} corrects it.`;
    const paused = await this.rollouts.pauseCorrected(tx, correctsNoticeId, reason, now);
    if (paused === null) return;
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
      action: 'dispatch.paused', subject: { kind: 'notice', id: correctsNoticeId }, incidentId: paused.incidentId, details: { number: paused.number, type: paused.type, reason },
    });
    this.log.warn({ event: 'dispatch.paused', notice: correctsNoticeId, by: 'system' });
  }

  /** By stratum and step: when each wave opens whatever the phones say; null where the notice does not go by them. */
  private latest({ schedule, policies, approvedAt, expiresAt }: Notice, strata: readonly WaveStratum[], messages: number): readonly (readonly Date[])[] | null {
    if (!policies.phones) return null;
    const perSecond = Math.min(this.settings.EMAIL_PER_SECOND, this.settings.SMS_PER_SECOND) / Math.max(this.clock.speed, 1);
    const waveMs = (messages / schedule.waves / perSecond) * 1_000 + SLACK_MS;
    const deadline = tellBy(policies.phones, approvedAt ?? this.clock.now(), expiresAt!);
    return strata.map(({ allowed, late }) => latestOpenings({ waves: schedule.waves + (late ? 1 : 0), allowed }, schedule.waveIntervalMinutes * 60_000, waveMs, deadline));
  }

  /** What is stored is not what was signed, or can't be sent as it is: said aloud once for each such plan. */
  private async refuse(notice: NoticeId, cause: DomainError): Promise<void> {
    const isNew = await this.transactions.run(async (tx) => {
      const named = await this.rollouts.refuse(tx, notice, cause.code, this.clock.now());
      if (named === null) return false;
      const { incidentId, number, type } = named;
      await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
        action: 'rollout.refused', subject: { kind: 'notice', id: notice }, incidentId, details: { number, type, code: cause.code },
      });
      return true;
    });
    if (isNew) this.log.error({ event: 'rollout.refused', notice, code: cause.code });
  }
}
