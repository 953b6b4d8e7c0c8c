import { Alerts } from '../../src/platform/alerts/alerts.js';
import { AlertRecords } from '../../src/platform/alerts/alert.records.js';
import { DeliverFigures } from '../../src/deliver/deliver-figures.js';
import { WatchRepository } from '../../src/deliver/store/watch.repository.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { EpochService } from '../../src/deliver/epoch.service.js';
import { EpochRepository } from '../../src/deliver/store/epoch.repository.js';
import { BegunMarks } from '../../src/deliver/worker/begun-marks.js';
import { BrakeService } from '../../src/deliver/brake.service.js';
import { CopiesService } from '../../src/deliver/copies.service.js';
import { DispatchService } from '../../src/deliver/dispatch.service.js';
import { LadderService } from '../../src/deliver/ladder.service.js';
import { LedgerCounts } from '../../src/deliver/ledger-counts.service.js';
import { LedgerService } from '../../src/deliver/ledger.service.js';
import { LedgerWriterService } from '../../src/deliver/ledger-writer.service.js';
import { MessagesService } from '../../src/deliver/messages.service.js';
import { MisdirectedService } from '../../src/deliver/misdirected.service.js';
import { PreferencesService } from '../../src/deliver/preferences.service.js';
import { ExerciseDispatcher } from '../../src/deliver/exercise/exercise-dispatcher.js';
import { ExerciseProviders, type ExerciseSettings } from '../../src/deliver/exercise/exercise-providers.js';
import { ExerciseReceiptsService } from '../../src/deliver/exercise/exercise-receipts.service.js';
import { ExerciseReceiptRepository } from '../../src/deliver/store/exercise-receipt.repository.js';
import type { EmailGateway, SmsGateway } from '../../src/deliver/model/gateways.js';
import { PlanCache } from '../../src/deliver/plan-cache.js';
import { Providers } from '../../src/deliver/providers.js';
import { ProgressService } from '../../src/deliver/progress.service.js';
import { ReceiptEffectsService } from '../../src/deliver/receipt-effects.service.js';
import { ReconcilerService } from '../../src/deliver/reconciler.service.js';
import { RolloutService } from '../../src/deliver/rollout.service.js';
import { BrakeRepository } from '../../src/deliver/store/brake.repository.js';
import { ClaimRepository } from '../../src/deliver/store/claim.repository.js';
import { CopyRepository } from '../../src/deliver/store/copy.repository.js';
import { DecisionRepository } from '../../src/deliver/store/decision.repository.js';
import { DispatchRepository } from '../../src/deliver/store/dispatch.repository.js';
import { LadderRepository } from '../../src/deliver/store/ladder.repository.js';
import { LedgerCountRepository } from '../../src/deliver/store/ledger-count.repository.js';
import { LedgerRepository } from '../../src/deliver/store/ledger.repository.js';
import { LedgerWriterRepository } from '../../src/deliver/store/ledger-writer.repository.js';
import { MemberPageRepository } from '../../src/deliver/store/member-page.repository.js';
import { MisdirectedRepository } from '../../src/deliver/store/misdirected.repository.js';
import { PaceRepository } from '../../src/deliver/store/pace.repository.js';
import { PaceService } from '../../src/deliver/pace.service.js';
import { PreferenceRepository } from '../../src/deliver/store/preference.repository.js';
import { WithholdingRepository } from '../../src/deliver/store/withholding.repository.js';
import { WithholdingService } from '../../src/deliver/withholding.service.js';
import { ProviderHealthRepository } from '../../src/deliver/store/provider-health.repository.js';
import { RateRepository } from '../../src/deliver/store/rate.repository.js';
import { ReceiptEffectRepository } from '../../src/deliver/store/receipt-effect.repository.js';
import { ReconcileRepository } from '../../src/deliver/store/reconcile.repository.js';
import { ResultRepository } from '../../src/deliver/store/result.repository.js';
import { RolloutRepository } from '../../src/deliver/store/rollout.repository.js';
import { Dispatcher, type DispatcherSettings } from '../../src/deliver/worker/dispatcher.js';
import { Audit } from '../../src/platform/audit/audit.js';
import type { Clock } from '../../src/platform/clock/clock.js';
import type { Settings } from '../../src/platform/config/config.js';
import type { Database, Transactions } from '../../src/platform/database/transactions.js';
import type { Log } from '../../src/platform/logging/log.js';
import { TableAudiences } from './approve-ports.js';
import { TableSuppressions } from './deliver-ports.js';
import { composerOf, plansOf, silentLog } from './deliver.builder.js';

export interface DeliverWorld {
  readonly db: Database;
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly email: EmailGateway;
  readonly sms: SmsGateway;
  /** Second providers; none where absent. */
  readonly secondEmail?: EmailGateway;
  readonly secondSms?: SmsGateway;
  readonly settings?: Partial<DispatcherSettings & ExerciseSettings & Pick<Settings, 'UNKNOWN_SMS_ABSENT_AFTER_SECONDS' | 'CANARY_WAIT_SECONDS' | 'STORM_MESSAGES_PER_HOUR' | 'STORM_MESSAGES_PER_INCIDENT' | 'STORM_NOTICES_PER_HOUR' | 'STORM_NOTICES_PER_PERSON' | 'EMAIL_CONNECTIONS' | 'EMAIL_PER_SECOND' | 'SMS_CONCURRENCY' | 'SMS_PER_SECOND'>>;
  readonly instance?: string;
  readonly publicUrl?: string;
  readonly log?: Log;
  /** Where marks of what was begun are kept; without it, in memory. */
  readonly marksFolder?: string | null;
}

export type DeliverParts = ReturnType<typeof deliverParts>;

/** The step, whole, as its module wires it, over a database and a pair of gateways. One call is one instance. */
export function deliverParts({ db, transactions, clock, email, sms, secondEmail, secondSms, settings: own = {}, instance = 'worker-1', publicUrl = 'https://firstword.example', log = silentLog, marksFolder = null }: DeliverWorld) {
  const settings = {
    ROLE: 'worker' as const, LEASE_SECONDS: 30, EMAIL_CONNECTIONS: 20, EMAIL_PER_SECOND: 5_000, SMS_CONCURRENCY: 20, SMS_PER_SECOND: 5_000,
    UNKNOWN_SMS_ABSENT_AFTER_SECONDS: 600, CANARY_WAIT_SECONDS: 120, STORM_MESSAGES_PER_HOUR: 5_000_000, STORM_MESSAGES_PER_INCIDENT: 5_000_000,
    STORM_NOTICES_PER_HOUR: 4, STORM_NOTICES_PER_PERSON: 3,
    EMAIL_DOMAIN_PER_SECOND: undefined, EMAIL_DOMAIN_LIMITS: undefined, SMS_SENDER_LIMITS: undefined, SMS_RECEIPT_MINUTES: 5,
    EXERCISE_SEED: 'test', EXERCISE_CALL_MS: 1, EXERCISE_REFUSED: 20, EXERCISE_UNANSWERED: 0, EXERCISE_BOUNCED: 20, EXERCISE_WITHOUT_RECEIPT: 20, EXERCISE_RECEIPT_SECONDS: 10, ...own,
  };
  const relay = (gateway: EmailGateway) => ({ gateway, connections: settings.EMAIL_CONNECTIONS, perSecond: settings.EMAIL_PER_SECOND });
  const account = (gateway: SmsGateway, from: string) => ({ gateway, from, connections: settings.SMS_CONCURRENCY, perSecond: settings.SMS_PER_SECOND });
  const exerciseProviders = new ExerciseProviders(settings, () => clock.now());
  const providers = new Providers(
    secondEmail ? [relay(email), relay(secondEmail)] : [relay(email)],
    secondSms ? [account(sms, '+12025550100'), account(secondSms, '+12025550199')] : [account(sms, '+12025550100')],
    exerciseProviders.sms.gateway,
  );
  const surroundings = { instance, publicUrl, smsIsCaptured: true, twilio: { accountSid: '', authToken: '', from: '+12025550100', apiUrl: null } };
  const [claims, results, rates, reconcile, dispatches] = [
    new ClaimRepository(db, clock, settings), new ResultRepository(), new RateRepository(transactions, db), new ReconcileRepository(db), new DispatchRepository(db),
  ];
  const [audit, suppressions, approved] = [new Audit(db, clock), new TableSuppressions(db), plansOf(db, transactions)];
  const metrics = new Metrics();
  const figures = new DeliverFigures(metrics, new WatchRepository(db), clock);
  const alerts = new Alerts(new AlertRecords(db), transactions, audit, log);
  const brakes = new BrakeRepository(db);
  const brake = new BrakeService(brakes, alerts, transactions, audit, clock, settings, surroundings, log);
  const plans = new PlanCache(approved, composerOf(db));
  const ledgerRows = new LedgerRepository(db);
  const counts = new LedgerCounts(ledgerRows, new LedgerCountRepository(db), transactions, clock, log);
  const rollouts = new RolloutService(approved, new TableAudiences(db), new RolloutRepository(db), brake, counts, transactions, audit, clock, surroundings, log, settings);
  const writer = new LedgerWriterService(new LedgerWriterRepository(db), transactions, alerts, log);
  const reconciler = new ReconcilerService(reconcile, writer, providers, plans, suppressions, transactions, audit, alerts, clock, figures, settings, surroundings, log);
  const marks = new BegunMarks(instance, marksFolder);
  const epoch = new EpochService(new EpochRepository(db), marks, alerts, transactions, audit, clock, surroundings, log);
  const progress = new ProgressService(dispatches, ledgerRows, counts, clock);
  const healths = new ProviderHealthRepository(db);
  const receipts = new ReceiptEffectsService(new ReceiptEffectRepository(db), suppressions, transactions, log);
  return {
    suppressions, claims, results, rates, ledgerRows, healths, reconcile, plans, rollouts, writer, reconciler, counts, progress, settings, brake,
    pace: new PaceService(new PaceRepository(db), progress, alerts, transactions, audit, clock, surroundings, log),
    withholding: new WithholdingService(new WithholdingRepository(db), dispatches, transactions, audit, clock, surroundings, log),
    ladder: new LadderService(new LadderRepository(db), transactions, clock, log),
    ledger: new LedgerService(ledgerRows, new MemberPageRepository(db)),
    copies: new CopiesService(new CopyRepository(db), dispatches, plans, transactions, audit, clock, log),
    preferences: new PreferencesService(new PreferenceRepository(db), transactions, audit, clock),
    misdirected: new MisdirectedService(new MisdirectedRepository(db), dispatches, transactions, audit, clock, log),
    dispatch: new DispatchService(dispatches, brakes, progress, reconciler, transactions, audit, clock, log),
    messages: new MessagesService(ledgerRows, new DecisionRepository(), dispatches, transactions, audit, clock, log),
    receipts,
    exercises: new ExerciseDispatcher(exerciseProviders, claims, results, rates, plans, transactions, clock, settings, surroundings, log),
    exerciseReceipts: new ExerciseReceiptsService(receipts, new ExerciseReceiptRepository(db), clock),
    dispatcher: new Dispatcher(providers, claims, results, rates, healths, suppressions, plans, transactions, clock, alerts, epoch, marks, figures, settings, surroundings, log),
    epoch, marks, alerts, metrics,
    /** As the timers do it: start, open waves, write. */
    async begin(): Promise<void> {
      await rollouts.startDue();
      await writer.writeAll();
      await reconciler.openWaves();
    },
    /** As the timers do it: end the leases, reconcile. @returns messages and dispatches that were moved. */
    async heal(): Promise<number> {
      return (await reconciler.endLeases()) + (await reconciler.reconcile());
    },
  };
}
