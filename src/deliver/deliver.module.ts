import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ApproveModule } from '../approve/approve.module.js';
import { AudienceModule } from '../audience/audience.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { SETTINGS, SURROUNDINGS, type Surroundings, type TwilioAccount } from '../platform/config/config.module.js';
import { mailToken } from '../kernel/mail-token.js';
import type { MessageId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { type Settings } from '../platform/config/config.js';
import { mailTokenKey, unsubscribeKey } from '../platform/http/seal.js';
import { Copies, DispatchControl, Ledger, PhonePacing, Misdirected, OverdueReceipts, PublicNotices, Receipts, RELAYS, TWILIO_PROVIDERS } from './contract.js';
import { BrakeService } from './brake.service.js';
import { CopiesService } from './copies.service.js';
import { DispatchService } from './dispatch.service.js';
import { ExerciseDispatcher } from './exercise/exercise-dispatcher.js';
import { ExerciseProviders } from './exercise/exercise-providers.js';
import { ExerciseReceiptsService } from './exercise/exercise-receipts.service.js';
import { EpochService } from './epoch.service.js';
import { readSigner } from './gateway/dkim-key.js';
import { NodemailerGateway } from './gateway/nodemailer.gateway.js';
import { TwilioGateway } from './gateway/twilio.gateway.js';
import { EpochController } from './http/epoch.controller.js';
import { DeliverFigures } from './deliver-figures.js';
import { DeliverWatch } from './deliver-watch.service.js';
import { DispatchController } from './http/dispatch.controller.js';
import { MembersController } from './http/members.controller.js';
import { MessagesController } from './http/messages.controller.js';
import { PostalController } from './http/postal.controller.js';
import { ProvidersController } from './http/providers.controller.js';
import { SenderChecksController } from './http/sender-checks.controller.js';
import { DeliverJobs } from './jobs/deliver.jobs.js';
import { DispatchNudges } from './jobs/dispatch-nudges.js';
import { StaffMessagesJob } from './jobs/staff-messages.job.js';
import { LadderService } from './ladder.service.js';
import { LedgerCounts } from './ledger-counts.service.js';
import { LedgerService } from './ledger.service.js';
import { LedgerWriterService } from './ledger-writer.service.js';
import { MessagesService } from './messages.service.js';
import { MisdirectedService } from './misdirected.service.js';
import { PaceService } from './pace.service.js';
import { PlanCache } from './plan-cache.js';
import { PostalService } from './postal.service.js';
import { PreferencesService } from './preferences.service.js';
import { ProgressService } from './progress.service.js';
import { type EmailProvider, mailTrace } from './model/mail-trace.js';
import { unsubscribeHeaders } from './model/unsubscribe-headers.js';
import { Providers } from './providers.js';
import { PublicNoticeRepository } from './store/public-notice.repository.js';
import { ProviderFigures } from './provider-figures.js';
import { ProvidersService } from './providers.service.js';
import { ReceiptEffectsService } from './receipt-effects.service.js';
import { ReceiptInquiryService } from './receipt-inquiry.service.js';
import { ReconcilerService } from './reconciler.service.js';
import { OutcomeEvents } from './outcome-events.service.js';
import { OutcomeEventRepository } from './store/outcome-event.repository.js';
import { RolloutService } from './rollout.service.js';
import { lookUp } from './sender-check.js';
import { RESOLVE, SenderChecksService } from './sender-checks.service.js';
import { StaffMessagesService } from './staff-messages.service.js';
import { BrakeRepository } from './store/brake.repository.js';
import { ClaimRepository } from './store/claim.repository.js';
import { CopyRepository } from './store/copy.repository.js';
import { DecisionRepository } from './store/decision.repository.js';
import { ExerciseReceiptRepository } from './store/exercise-receipt.repository.js';
import { EpochRepository } from './store/epoch.repository.js';
import { DispatchRepository } from './store/dispatch.repository.js';
import { LadderRepository } from './store/ladder.repository.js';
import { LedgerCountRepository } from './store/ledger-count.repository.js';
import { LedgerRepository } from './store/ledger.repository.js';
import { LedgerWriterRepository } from './store/ledger-writer.repository.js';
import { MessageRetention } from './store/message.retention.js';
import { MessageHolding } from './store/message.holding.js';
import { MemberPageRepository } from './store/member-page.repository.js';
import { MisdirectedRepository } from './store/misdirected.repository.js';
import { PaceRepository } from './store/pace.repository.js';
import { PostalRepository } from './store/postal.repository.js';
import { PreferenceRepository } from './store/preference.repository.js';
import { ProviderHealthRepository } from './store/provider-health.repository.js';
import { RateRepository } from './store/rate.repository.js';
import { ReceiptEffectRepository } from './store/receipt-effect.repository.js';
import { ReceiptInquiryRepository } from './store/receipt-inquiry.repository.js';
import { ReconcileRepository } from './store/reconcile.repository.js';
import { ResultRepository } from './store/result.repository.js';
import { RolloutRepository } from './store/rollout.repository.js';
import { SenderCheckRepository } from './store/sender-check.repository.js';
import { WithholdingRepository } from './store/withholding.repository.js';
import { ToldAudienceService } from './told-audience.service.js';
import { WithholdingService } from './withholding.service.js';
import { BegunMarks } from './worker/begun-marks.js';
import { WatchRepository } from './store/watch.repository.js';
import { Dispatcher } from './worker/dispatcher.js';

const repositories = [
  BrakeRepository, ClaimRepository, CopyRepository, DecisionRepository, DispatchRepository, EpochRepository, LadderRepository, LedgerCountRepository, LedgerRepository, MemberPageRepository, MessageHolding, MessageRetention, LedgerWriterRepository,
  MisdirectedRepository, PostalRepository, PreferenceRepository, ProviderHealthRepository, RateRepository, ReceiptEffectRepository, ReceiptInquiryRepository, ReconcileRepository, ResultRepository, RolloutRepository, SenderCheckRepository, WatchRepository,
];

function emailRelays(settings: Settings, surroundings: Surroundings): Providers['email'] {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY_FILE, EMAIL_CONNECTIONS, EMAIL_CONNECTIONS_2, EMAIL_PER_SECOND, EMAIL_PER_SECOND_2 } = settings;
  const { smtpUrl, secondSmtpUrl } = surroundings;
  const signer = DKIM_DOMAIN && DKIM_SELECTOR && DKIM_PRIVATE_KEY_FILE ? readSigner(DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY_FILE) : null;
  const [key, keyOfLinks] = [mailTokenKey(surroundings.secretKey), unsubscribeKey(surroundings.secretKey)];
  const unsubscribeUrl = (id: MessageId) => (surroundings.publicUrl.startsWith('https:') ? `${surroundings.publicUrl.replace(/\/$/, '')}/u/${mailToken(keyOfLinks, id)}` : null);
  const relay = (url: string, provider: string, kind: EmailProvider, connections: number, perSecond: number) => {
    const traceOf = (id: MessageId, isOptional: boolean) => {
      const trace = mailTrace(mailToken(key, id), settings.BOUNCE_ADDRESS ?? null, kind);
      return isOptional ? { ...trace, headers: { ...trace.headers, ...unsubscribeHeaders(unsubscribeUrl(id)) } } : trace;
    };
    return { gateway: new NodemailerGateway({ url, connections, signer, provider, traceOf }), connections, perSecond };
  };
  const first = relay(smtpUrl, RELAYS.first, settings.EMAIL_PROVIDER, EMAIL_CONNECTIONS, EMAIL_PER_SECOND);
  return secondSmtpUrl ? [first, relay(secondSmtpUrl, RELAYS.second, settings.EMAIL_PROVIDER_2, EMAIL_CONNECTIONS_2, EMAIL_PER_SECOND_2)] : [first];
}

function smsAccounts(settings: Settings, { twilio, secondTwilio }: Surroundings): Providers['sms'] {
  const account = (its: TwilioAccount, provider: string, connections: number, perSecond: number) => ({
    gateway: new TwilioGateway({ ...its, concurrency: connections, provider }), connections, perSecond, from: its.from,
  });
  const first = account(twilio, TWILIO_PROVIDERS.first, settings.SMS_CONCURRENCY, settings.SMS_PER_SECOND);
  return secondTwilio ? [first, account(secondTwilio, TWILIO_PROVIDERS.second, settings.SMS_CONCURRENCY_2, settings.SMS_PER_SECOND_2)] : [first];
}

const providersOf = (settings: Settings, surroundings: Surroundings, exercises: ExerciseProviders): Providers => new Providers(emailRelays(settings, surroundings), smsAccounts(settings, surroundings), exercises.sms.gateway);

@Module({
  imports: [DeclareModule, ApproveModule, AudienceModule, ComposeModule],
  controllers: [EpochController, DispatchController, MembersController, MessagesController, PostalController, ProvidersController, SenderChecksController],
  providers: [
    ...repositories,
    { provide: ExerciseProviders, inject: [SETTINGS, Clock], useFactory: (settings: Settings, clock: Clock) => new ExerciseProviders(settings, () => clock.now()) },
    { provide: Providers, inject: [SETTINGS, SURROUNDINGS, ExerciseProviders], useFactory: providersOf },
    ExerciseDispatcher, ExerciseReceiptsService, ExerciseReceiptRepository,
    { provide: BegunMarks, inject: [SETTINGS, SURROUNDINGS], useFactory: ({ FIRSTWORD_HOME }: Settings, { instance }: Surroundings) => new BegunMarks(instance, join(FIRSTWORD_HOME, 'begun')) },
    EpochService, PlanCache, BrakeService, RolloutService, LedgerWriterService, LadderService, ReconcilerService, LedgerCounts, ProgressService, ProvidersService, DispatchService, MessagesService,
    LedgerService, CopiesService, MisdirectedService, PostalService, PreferencesService, ReceiptEffectsService, ReceiptInquiryService, ToldAudienceService, WithholdingService, WithholdingRepository, Dispatcher, DeliverJobs, DispatchNudges, DeliverWatch, DeliverFigures, ProviderFigures, StaffMessagesService, StaffMessagesJob, OutcomeEvents, OutcomeEventRepository,
    { provide: Ledger, useExisting: LedgerService },
    { provide: PublicNotices, useClass: PublicNoticeRepository },
    { provide: Receipts, useExisting: ReceiptEffectsService },
    { provide: Copies, useExisting: CopiesService },
    { provide: Misdirected, useExisting: MisdirectedService },
    { provide: OverdueReceipts, useExisting: ReceiptInquiryService },
    { provide: DispatchControl, useExisting: DispatchService },
    { provide: RESOLVE, useValue: lookUp },
    SenderChecksService, PaceService, PaceRepository,
    { provide: PhonePacing, useExisting: PaceService },
  ],
  exports: [PhonePacing, PublicNotices, PlanCache, Copies, Ledger, Misdirected, Receipts, OverdueReceipts, DispatchControl, DispatchService, MessagesService, ToldAudienceService, PostalService, EpochService, ProvidersService, SenderChecksService],
})
export class DeliverModule {}
