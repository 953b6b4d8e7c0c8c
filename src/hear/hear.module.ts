import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { ApproveModule } from '../approve/approve.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { DeliverModule } from '../deliver/deliver.module.js';
import { FiguresModule } from '../platform/figures/figures.module.js';
import { ImportsModule } from '../platform/imports/imports.module.js';
import { AgentsOnDutyService } from './agents-on-duty.service.js';
import { CallImports } from './call-imports.service.js';
import { CallReasons } from './call-reasons.service.js';
import { CompanyVoice } from './company-voice.js';
import { FeedGaps } from './contract.js';
import { FeedGapsService } from './feed-gaps.service.js';
import { CallFeedController } from './http/call-feed.controller.js';
import { CallImportsController } from './http/call-imports.controller.js';
import { FeedbackController } from './http/feedback.controller.js';
import { HeardController } from './http/heard.controller.js';
import { MailWebhooksController } from './http/mail-webhooks.controller.js';
import { TwilioMessagesController } from './http/twilio-messages.controller.js';
import { TwilioVoiceController } from './http/twilio-voice.controller.js';
import { InboundCallsService } from './inbound-calls.service.js';
import { InboundSmsService } from './inbound-sms.service.js';
import { InboundMailService } from './inbound-mail.service.js';
import { MailboxJob } from './jobs/mailbox.job.js';
import { MailEventsService } from './mail-events.service.js';
import { MailboxService } from './mailbox.service.js';
import { ReceiptsJob } from './jobs/receipts.job.js';
import { OverdueReceiptsService } from './overdue-receipts.service.js';
import { PersonalPagesService } from './personal-pages.service.js';
import { SpokenNotices } from './spoken-notices.js';
import { ReceiptsService } from './receipts.service.js';
import { AgentsOnDutyRepository } from './store/agents-on-duty.repository.js';
import { CallGapRepository } from './store/call-gap.repository.js';
import { CallReasonRepository } from './store/call-reason.repository.js';
import { CallRecordRepository } from './store/call-record.repository.js';
import { CallVolumeRepository } from './store/call-volume.repository.js';
import { InboundCallRepository } from './store/inbound-call.repository.js';
import { InboundMailRepository } from './store/inbound-mail.repository.js';
import { InboundSmsRepository } from './store/inbound-sms.repository.js';
import { PersonalPageRepository } from './store/personal-page.repository.js';
import { DeskService } from './desk.service.js';
import { FeedbackList } from './feedback-list.service.js';
import { FeedbackListRepository } from './store/feedback-list.repository.js';
import { DeskController } from './http/desk.controller.js';
import { DeskRepository } from './store/desk.repository.js';
import { DisownService } from './disown.service.js';
import { DisownRepository } from './store/disown.repository.js';
import { HeardRetention } from './store/heard.retention.js';
import { HeardHolding } from './store/heard.holding.js';
import { VoiceRepository } from './store/voice.repository.js';
import { ReceiptRepository } from './store/receipt.repository.js';
import { TextedFeedback } from './texted-feedback.service.js';
import { UnsubscribeService } from './unsubscribe.service.js';
import { EnquiriesService } from './enquiries.service.js';
import { EnquiriesJob } from './jobs/enquiries.job.js';
import { EnquiryRepository } from './store/enquiry.repository.js';
import { SnsDoor } from './webhook/sns.js';

@Module({
  imports: [DeclareModule, AudienceModule, ComposeModule, ApproveModule, DeliverModule, FiguresModule, ImportsModule],
  controllers: [TwilioMessagesController, TwilioVoiceController, HeardController, DeskController, FeedbackController, CallImportsController, CallFeedController, MailWebhooksController],
  providers: [
    ReceiptRepository, InboundSmsRepository, InboundCallRepository, PersonalPageRepository, CallRecordRepository, CallVolumeRepository, InboundMailRepository,
    AgentsOnDutyRepository, CallGapRepository, CallReasonRepository, FeedbackListRepository, FeedbackList,
    HeardHolding, HeardRetention, VoiceRepository, CompanyVoice, SpokenNotices, DeskRepository, DeskService, DisownRepository, DisownService, ReceiptsService, OverdueReceiptsService, PersonalPagesService, TextedFeedback, InboundSmsService, InboundCallsService, CallImports, ReceiptsJob,
    InboundMailService, MailboxService, MailboxJob, MailEventsService, UnsubscribeService, EnquiryRepository, EnquiriesService, EnquiriesJob,
    { provide: SnsDoor, useFactory: () => new SnsDoor() },
    AgentsOnDutyService, CallReasons, FeedGapsService, { provide: FeedGaps, useExisting: FeedGapsService },
  ],
  // Faces for the console, the command line and the demo; a port for measuring.
  exports: [FeedbackList, UnsubscribeService, EnquiriesService, DeskService, DisownService, PersonalPagesService, ReceiptsService, InboundSmsService, InboundMailService, InboundCallsService, CallImports, AgentsOnDutyService, CallReasons, FeedGapsService, FeedGaps],
})
export class HearModule {}
