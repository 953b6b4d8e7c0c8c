import { Inject, Injectable } from '@nestjs/common';
import { type Notice } from '../approve/contract.js';
import { type AudienceCounts } from '../audience/contract.js';
import { type IncidentId, type NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { canaryVerdict, watchFault } from './model/canary.js';
import { companyTrip, plannedMessages, rateTrip, startTrip, type Trip } from './model/storm-brake.js';
import { type Braked, BrakeRepository, type CanaryOut } from './store/brake.repository.js';

/** What the brake knows of a notice that is about to start. */
export interface StartCheck {
  readonly plannedMessages: number;
  /** Why it starts held; null where it goes. */
  readonly trip: Trip | null;
  /** From here on somebody may have had as many notices of this incident in a day as a person may. */
  readonly capsPeople: boolean;
}

type Started = Pick<Notice, 'id' | 'incidentId' | 'type' | 'number' | 'policies'>;
type BrakeSettings = Pick<Settings, 'CANARY_WAIT_SECONDS' | 'STORM_MESSAGES_PER_HOUR' | 'STORM_MESSAGES_PER_INCIDENT' | 'STORM_NOTICES_PER_HOUR' | 'STORM_NOTICES_PER_PERSON'>;

const ALERT = 'storm-brake.tripped';
const subjectOf = (notice: NoticeId): string => `notice:${notice}`;

/** Looks at what comes back, and stops what should not go on by itself. A person lets it go on, or cancels it. */
@Injectable()
export class BrakeService {
  constructor(
    private readonly brakes: BrakeRepository,
    private readonly alerts: Alerts,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: BrakeSettings,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** One look. Safe to repeat, and beside another. @returns notices that were let go on or stopped. */
  async look(): Promise<number> {
    let acted = 0;
    for (const canary of await this.brakes.canaries(this.clock.now())) acted += (await this.judge(canary)) ? 1 : 0;
    for (const { noticeId, slots } of await this.brakes.watched()) {
      const fault = watchFault(slots);
      if (fault && (await this.trip(noticeId, rateTrip('outcomes', fault)))) acted += 1;
    }
    acted += await this.holdCompany();
    await this.alerts.clearOthers(ALERT, (await this.brakes.stopped()).map(subjectOf));
    await this.transactions.run((tx) => this.brakes.prune(tx));
    return acted;
  }

  /** Counts what the incident has sent. Until the transaction ends, no other notice of it starts. */
  async beforeStart(tx: Tx, { incidentId, type, policies }: Started, counts: AudienceCounts): Promise<StartCheck> {
    const { STORM_MESSAGES_PER_INCIDENT, STORM_NOTICES_PER_HOUR, STORM_NOTICES_PER_PERSON } = this.settings;
    const load = await this.brakes.loadOf(tx, incidentId, this.clock.now());
    const planned = plannedMessages(policies.channels, counts);
    return {
      plannedMessages: planned,
      trip: startTrip(type, planned, load, { noticesAnHour: STORM_NOTICES_PER_HOUR, incidentMessages: STORM_MESSAGES_PER_INCIDENT }),
      capsPeople: type !== 'correction' && load.notices >= STORM_NOTICES_PER_PERSON,
    };
  }

  /** After the notice has its dispatch, in the same transaction. */
  async atStart(tx: Tx, { id, incidentId, type, number }: Started, { trip, capsPeople }: StartCheck): Promise<void> {
    if (capsPeople) await this.brakes.capPeople(tx, incidentId, this.settings.STORM_NOTICES_PER_PERSON);
    if (trip === null) return;
    await this.record(tx, { incidentId, number, type }, id, 'dispatch.braked', { ...trip });
    await this.alert(tx, id, incidentId, trip);
    this.log.error({ event: 'storm-brake.tripped', notice: id, ...trip });
  }

  private async judge(canary: CanaryOut): Promise<boolean> {
    const verdict = canaryVerdict(canary, canary.quietSeconds, canary.ageSeconds, this.settings.CANARY_WAIT_SECONDS);
    if (verdict.kind === 'wait') return false;
    if (verdict.kind === 'stop') return this.trip(canary.noticeId, rateTrip('canary', verdict.fault));
    const { noticeId, people, messages, tried, bounced, failed } = canary;
    const figures = { people, messages, tried, bounced, failed };
    const passed = await this.transactions.run(async (tx) => this.record(tx, await this.brakes.pass(tx, noticeId, this.clock.now()), noticeId, 'dispatch.canary-passed', figures));
    if (passed) this.log.info({ event: 'dispatch.canary-passed', notice: noticeId, ...figures });
    return passed;
  }

  private async holdCompany(): Promise<number> {
    const [tried, limit] = [await this.brakes.companyMessages(), this.settings.STORM_MESSAGES_PER_HOUR];
    if (tried < limit) return 0;
    let stopped = 0;
    for (const notice of await this.brakes.running()) stopped += (await this.trip(notice, companyTrip(tried, limit))) ? 1 : 0;
    return stopped;
  }

  private async trip(notice: NoticeId, { brake, reason }: Trip): Promise<boolean> {
    const tripped = await this.transactions.run(async (tx) => {
      const stopped = await this.brakes.stop(tx, notice, brake, reason, this.clock.now());
      if (stopped) await this.alert(tx, notice, stopped.incidentId, { brake, reason });
      return this.record(tx, stopped, notice, 'dispatch.braked', { brake, reason });
    });
    if (tripped) this.log.error({ event: 'storm-brake.tripped', notice, brake, reason });
    return tripped;
  }

  private alert(tx: Tx, notice: NoticeId, incidentId: IncidentId, { reason }: Trip): Promise<void> {
    return this.alerts.raise({
      kind: ALERT, subject: subjectOf(notice), incidentId, severity: 'critical', lasting: true, message: `The brake stopped a notice. ${reason}`,
      remedy: 'A commander looks at the notice, and lets it go on with a reason or cancels it.',
    }, tx);
  }

  private async record(tx: Tx, named: Braked | null, notice: NoticeId, action: string, details: Readonly<Record<string, unknown>>): Promise<boolean> {
    if (named === null) return false;
    const { incidentId, number, type } = named;
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, { action, subject: { kind: 'notice', id: notice }, incidentId, details: { number, type, ...details } });
    return true;
  }
}
