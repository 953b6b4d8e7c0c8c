import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Suppressions } from '../../audience/contract.js';
import { Clock } from '../../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transactions.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EmailGateway, SmsGateway } from '../model/gateways.js';
import { DeliverFigures } from '../deliver-figures.js';
import { EpochService } from '../epoch.service.js';
import { PlanCache } from '../plan-cache.js';
import { ClaimRepository } from '../store/claim.repository.js';
import { RateRepository } from '../store/rate.repository.js';
import { ResultRepository } from '../store/result.repository.js';
import { callbackBase } from './callback-base.js';
import { BegunMarks } from './begun-marks.js';
import { Doors } from './doors.js';
import { EmailOutlet } from './email.outlet.js';
import { Lane } from './lane.js';
import { NoticeRotation } from './notice-rotation.js';
import type { Outlet } from './outlet.js';
import { ResultRecorder } from './result-recorder.js';
import { SmsOutlet } from './sms.outlet.js';
import { TokenPot } from './token-pot.js';

export type DispatcherSettings = Pick<Settings, 'ROLE' | 'LEASE_SECONDS' | 'EMAIL_CONNECTIONS' | 'EMAIL_PER_SECOND' | 'SMS_CONCURRENCY' | 'SMS_PER_SECOND'>;
export type DispatcherSurroundings = Pick<Surroundings, 'instance' | 'publicUrl' | 'smsIsCaptured' | 'twilio'>;

/** Runs a lane for each channel while the process is a worker. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private lanes: Lane[] = [];
  private readonly outlets: readonly Outlet[];

  constructor(
    email: EmailGateway,
    sms: SmsGateway,
    private readonly claims: ClaimRepository,
    private readonly results: ResultRepository,
    private readonly rates: RateRepository,
    private readonly suppressions: Suppressions,
    private readonly plans: PlanCache,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly epoch: EpochService,
    private readonly marks: BegunMarks,
    private readonly figures: DeliverFigures,
    @Inject(SETTINGS) private readonly settings: DispatcherSettings,
    @Inject(SURROUNDINGS) private readonly surroundings: DispatcherSurroundings,
    @Inject(LOG) private readonly log: Log,
  ) {
    const { publicUrl, smsIsCaptured, twilio } = surroundings;
    const smsSettings = { from: twilio.from, callbackBase: callbackBase(publicUrl, smsIsCaptured), connections: settings.SMS_CONCURRENCY, perSecond: settings.SMS_PER_SECOND };
    this.outlets = [new EmailOutlet(email, settings.EMAIL_CONNECTIONS, settings.EMAIL_PER_SECOND), new SmsOutlet(sms, smsSettings, clock)];
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.ROLE !== 'web') await this.start();
  }

  async start(): Promise<void> {
    if (this.lanes.length > 0) return;
    await this.epoch.verify();
    for (const outlet of this.outlets) {
      const fault = await outlet.selfCheck();
      if (fault === null) this.lanes.push(await this.open(outlet));
      else this.log.error({ event: 'deliver.channel-stays-shut', channel: outlet.channel, reason: fault });
    }
    for (const lane of this.lanes) lane.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Finishes what is under way, within the lease, and gives back the rest. */
  async stop(): Promise<void> {
    const lanes = this.lanes.splice(0);
    await Promise.all(lanes.map((lane) => lane.stop((this.settings.LEASE_SECONDS * 1_000) / 2)));
    await Promise.all(this.outlets.map((outlet) => outlet.close()));
    this.marks.close();
  }

  private async open(bare: Outlet): Promise<Lane> {
    const { rates, suppressions, plans, transactions, clock, log, settings, marks } = this;
    const outlet = this.figures.measured(bare);
    const claims = this.figures.steps(this.claims, bare.channel, ['claim', 'begin']);
    const results = this.figures.steps(this.results, bare.channel, ['record']);
    const owner = this.surroundings.instance;
    const bucket = `${outlet.channel}:${outlet.provider}`;
    await transactions.run((tx) => rates.open(tx, bucket));
    return new Lane({
      outlet, owner, claims, transactions, plans, clock, log, marks,
      leaseSeconds: settings.LEASE_SECONDS,
      recorder: new ResultRecorder(outlet, owner, results, suppressions, transactions, clock, log),
      rotation: new NoticeRotation(() => claims.running(clock.now())),
      pot: new TokenPot(outlet.perSecond, (want, perSecond, burst) => transactions.run((tx) => rates.take(tx, bucket, want, perSecond, burst))),
      doors: new Doors(outlet.channel, log),
    });
  }
}
