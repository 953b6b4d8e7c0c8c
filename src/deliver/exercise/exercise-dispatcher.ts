import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { NO_SUPPRESSIONS } from './no-suppressions.js';
import { Clock } from '../../platform/clock/clock.js';
import { SETTINGS, SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import type { Settings } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transactions.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EXERCISE_OWNER } from '../contract.js';
import { bucketName } from '../model/bucket-name.js';
import type { Health } from '../model/breaker.js';
import { narrowRates } from '../model/narrow-rates.js';
import { PlanCache } from '../plan-cache.js';
import { ClaimRepository } from '../store/claim.repository.js';
import { RateRepository } from '../store/rate.repository.js';
import { ResultRepository } from '../store/result.repository.js';
import { BegunMarks } from '../worker/begun-marks.js';
import { Doors } from '../worker/doors.js';
import { EmailOutlet } from '../worker/email.outlet.js';
import { Lane } from '../worker/lane.js';
import { NoticeRotation } from '../worker/notice-rotation.js';
import type { Line, Outlet } from '../worker/outlet.js';
import { ResultRecorder } from '../worker/result-recorder.js';
import { Route } from '../worker/route.js';
import { SmsOutlet } from '../worker/sms.outlet.js';
import { TokenPot } from '../worker/token-pot.js';
import { ExerciseProviders } from './exercise-providers.js';

/** Exercises are rare: nobody need look for them five times a second. */
const LOOK_MS = 1_000;
const WORKING: Health = { state: 'working', share: 1, since: 0, steppedAt: 0, until: null, trips: 0, code: null, reason: null };
/** No mailbox domain is written to, and so none is counted. */
const NO_DOMAINS = { some: false, of: () => null, called: () => undefined, throttle: () => Promise.resolve(null) };
/** A made-up provider has no health, and no figures. */
const NO_WATCH = { health: () => WORKING, heard: () => undefined };

/**
 * Runs the lanes of exercises while the process is a worker. It claims under a name of its own: the database gives it no message of an
 * actual incident, and to no other lane one of an exercise. It is made of the made-up providers alone, and knows no other.
 */
@Injectable()
export class ExerciseDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private lanes: Lane[] = [];
  private readonly owner: string;

  constructor(
    private readonly providers: ExerciseProviders,
    private readonly claims: ClaimRepository,
    private readonly results: ResultRepository,
    private readonly rates: RateRepository,
    private readonly plans: PlanCache,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ROLE' | 'LEASE_SECONDS'>,
    @Inject(SURROUNDINGS) { instance }: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.owner = `${EXERCISE_OWNER}${instance}`;
  }

  onApplicationBootstrap(): void {
    if (this.settings.ROLE !== 'web') this.start();
  }

  start(): void {
    if (this.lanes.length > 0) return;
    const noLimits = narrowRates(new Map(), null);
    const { email, sms } = this.providers;
    const outlets: readonly Outlet[] = [new EmailOutlet([email], noLimits, NO_DOMAINS), new SmsOutlet([sms], { callbackBase: null, senders: noLimits }, this.clock)];
    this.lanes = outlets.map((outlet) => this.laneOf(outlet));
    for (const lane of this.lanes) lane.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Finishes what is under way, within the lease, and gives back the rest. */
  async stop(): Promise<void> {
    await Promise.all(this.lanes.splice(0).map((lane) => lane.stop((this.settings.LEASE_SECONDS * 1_000) / 2)));
  }

  /** As of the dispatcher. */
  lookAgain(): void {
    for (const lane of this.lanes) lane.lookAgain();
  }

  private laneOf(outlet: Outlet): Lane {
    const { claims, rates, transactions, plans, clock, log, owner } = this;
    return new Lane({
      outlet, routes: outlet.lines.map((line) => this.routeOf(outlet, line)), owner, claims, rates, throttled: NO_DOMAINS, transactions, plans, watch: NO_WATCH,
      // What was put on record and never left needs no mark outside the database.
      marks: new BegunMarks(owner, null),
      clock, log, leaseSeconds: this.settings.LEASE_SECONDS,
      rotation: new NoticeRotation(() => claims.running(clock.now(), true), Date.now, LOOK_MS),
    });
  }

  private routeOf({ channel, mostUnrecorded }: Outlet, line: Line): Route {
    const { results, transactions, clock, log, owner, rates } = this;
    const { provider, perSecond } = line;
    return new Route(
      line,
      new Doors(provider, log),
      new ResultRecorder({ channel, mostUnrecorded, provider }, owner, results, NO_SUPPRESSIONS, transactions, clock, log),
      new TokenPot(bucketName({ channel, kind: 'account', name: provider }), perSecond, rates),
      { fault: null },
      NO_WATCH,
      false,
    );
  }
}
