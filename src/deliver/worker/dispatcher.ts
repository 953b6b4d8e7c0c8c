import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Suppressions } from '../../audience/contract.js';
import { Alerts } from '../../platform/alerts/alerts.js';
import { Clock } from '../../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { readRates } from '../../platform/config/rate-list.js';
import { senderRate } from '../../platform/config/sender-rate.js';
import { Transactions } from '../../platform/database/transactions.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { DeliverFigures } from '../deliver-figures.js';
import { EpochService } from '../epoch.service.js';
import { bucketName } from '../model/bucket-name.js';
import { narrowRates } from '../model/narrow-rates.js';
import { PlanCache } from '../plan-cache.js';
import { Providers } from '../providers.js';
import { ClaimRepository } from '../store/claim.repository.js';
import { ProviderHealthRepository } from '../store/provider-health.repository.js';
import { RateRepository } from '../store/rate.repository.js';
import { ResultRepository } from '../store/result.repository.js';
import { AccountCheck } from './account-check.js';
import { callbackBase } from './callback-base.js';
import { BegunMarks } from './begun-marks.js';
import { Doors } from './doors.js';
import { EmailOutlet } from './email.outlet.js';
import { Lane } from './lane.js';
import { NoticeRotation } from './notice-rotation.js';
import type { Line, Outlet } from './outlet.js';
import { ProviderWatch, type WatchAlerts } from './provider-watch.js';
import { ResultRecorder } from './result-recorder.js';
import { Route } from './route.js';
import { SmsOutlet } from './sms.outlet.js';
import { ThrottledDomains } from './throttled-domains.js';
import { TokenPot } from './token-pot.js';

export type DispatcherSettings = Pick<Settings, 'ROLE' | 'LEASE_SECONDS' | 'EMAIL_DOMAIN_PER_SECOND' | 'EMAIL_DOMAIN_LIMITS' | 'SMS_SENDER_LIMITS' | 'SMS_RECEIPT_MINUTES'>;
export type DispatcherSurroundings = Pick<Surroundings, 'instance' | 'publicUrl' | 'smsIsCaptured'>;

interface Opened {
  readonly lane: Lane;
  readonly watch: ProviderWatch;
  readonly checks: readonly AccountCheck[];
}

/** Runs a lane for each channel while the process is a worker. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private opened: Opened[] = [];
  private readonly outlets: readonly Outlet[];
  private readonly throttled: ThrottledDomains;
  private readonly asksForReceipts: boolean;

  constructor(
    providers: Providers,
    private readonly claims: ClaimRepository,
    private readonly results: ResultRepository,
    private readonly rates: RateRepository,
    private readonly healths: ProviderHealthRepository,
    private readonly suppressions: Suppressions,
    private readonly plans: PlanCache,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(Alerts) private readonly alerts: WatchAlerts,
    private readonly epoch: EpochService,
    private readonly marks: BegunMarks,
    private readonly figures: DeliverFigures,
    @Inject(SETTINGS) private readonly settings: DispatcherSettings,
    @Inject(SURROUNDINGS) private readonly surroundings: DispatcherSurroundings,
    @Inject(LOG) private readonly log: Log,
  ) {
    const { EMAIL_DOMAIN_LIMITS, EMAIL_DOMAIN_PER_SECOND, SMS_SENDER_LIMITS } = settings;
    const { publicUrl, smsIsCaptured } = surroundings;
    const base = callbackBase(publicUrl, smsIsCaptured);
    this.asksForReceipts = base !== null;
    this.throttled = new ThrottledDomains(rates, surroundings.instance, log);
    this.outlets = [
      new EmailOutlet(providers.email, narrowRates(readRates(EMAIL_DOMAIN_LIMITS), EMAIL_DOMAIN_PER_SECOND ?? null), this.throttled),
      new SmsOutlet(providers.sms, { callbackBase: base, senders: narrowRates(readRates(SMS_SENDER_LIMITS), smsIsCaptured ? null : senderRate) }, clock),
    ];
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.ROLE !== 'web') await this.start();
  }

  /** Waits for nobody: each account is used once it has answered. */
  async start(): Promise<void> {
    if (this.opened.length > 0) return;
    await this.epoch.verify();
    this.opened = this.outlets.map((outlet) => this.open(outlet));
    this.throttled.start();
    for (const { lane, watch, checks } of this.opened) {
      watch.start();
      for (const check of checks) check.start();
      lane.start();
    }
  }

  /** Something began, stopped or went on: nobody waits for the next look. */
  lookAgain(): void {
    for (const { lane } of this.opened) lane.lookAgain();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Finishes what is under way, within the lease, and gives back the rest. */
  async stop(): Promise<void> {
    const opened = this.opened.splice(0);
    for (const { checks } of opened) for (const check of checks) check.stop();
    await Promise.all(opened.map(({ lane }) => lane.stop((this.settings.LEASE_SECONDS * 1_000) / 2)));
    await Promise.all([...opened.map(({ watch }) => watch.stop()), this.throttled.stop()]);
    await Promise.all(this.outlets.flatMap(({ lines }) => lines.map((line) => line.close())));
    this.marks.close();
  }

  private open(bare: Outlet): Opened {
    const { rates, throttled, healths: store, plans, transactions, clock, alerts, marks, log, settings } = this;
    const outlet = this.figures.measured(bare);
    const claims = this.figures.steps(this.claims, bare.channel, ['claimAsked', 'claimFree', 'claimBegun', 'claimFenced', 'begin']);
    const owner = this.surroundings.instance;
    const receiptMinutes = outlet.channel === 'sms' && this.asksForReceipts ? settings.SMS_RECEIPT_MINUTES : null;
    const watch = new ProviderWatch({ channel: outlet.channel, providers: outlet.lines.map(({ provider }) => provider), receiptMinutes, owner, store, transactions, clock, alerts, log });
    const checks = outlet.lines.map((line) => new AccountCheck(line, (fault) => watch.checked(line.provider, fault), log));
    const routes = outlet.lines.map((line, index) => this.route(outlet, line, checks[index]!, watch));
    const lane = new Lane({
      outlet, routes, owner, claims, rates, throttled, transactions, plans, watch, marks, clock, log,
      leaseSeconds: settings.LEASE_SECONDS,
      rotation: new NoticeRotation(() => claims.running(clock.now())),
    });
    return { lane, watch, checks };
  }

  private route({ channel, lines, mostUnrecorded }: Outlet, line: Line, check: AccountCheck, watch: ProviderWatch): Route {
    const { rates, suppressions, transactions, clock, log } = this;
    const results = this.figures.steps(this.results, channel, ['record']);
    const { provider, perSecond } = line;
    return new Route(
      line,
      new Doors(provider, log),
      new ResultRecorder({ channel, mostUnrecorded, provider }, this.surroundings.instance, results, suppressions, transactions, clock, log),
      new TokenPot(bucketName({ channel, kind: 'account', name: provider }), perSecond, rates),
      check,
      watch,
      lines.length > 1,
    );
  }
}
