import { Module } from '@nestjs/common';
import { AudienceModule } from '../audience/audience.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { ApprovedNotices, CheckCodes, ElectronicNotice, NoticeHolds, PlannedNotices } from './contract.js';
import { BriefingGate } from './briefing-gate.js';
import { BriefingService } from './briefing.service.js';
import { DecisionService } from './decision.service.js';
import { DraftingService } from './drafting.service.js';
import { EditingService } from './editing.service.js';
import { BriefingsController } from './http/briefings.controller.js';
import { DecisionsController } from './http/decisions.controller.js';
import { NoticesController } from './http/notices.controller.js';
import { PreflightsController } from './http/preflights.controller.js';
import { PreflightJob } from './jobs/preflight.job.js';
import { NoticeHoldsController } from './http/notice-holds.controller.js';
import { NoticeHoldsJob } from './jobs/notice-holds.job.js';
import { ElectronicNoticeService } from './electronic-notice.service.js';
import { ExerciseTests } from './exercise-tests.js';
import { ExerciseTestRepository } from './store/exercise-test.repository.js';
import { ExerciseTestRetention } from './store/exercise-test.retention.js';
import { NoticeHoldService } from './notice-hold.service.js';
import { NoticeService } from './notice.service.js';
import { OverridesController } from './http/overrides.controller.js';
import { OverrideService } from './override.service.js';
import { Signing } from './signing.js';
import { BreakGlassController } from './http/break-glass.controller.js';
import { BreakGlassService } from './break-glass.service.js';
import { PlanService } from './plan.service.js';
import { PreflightRunner } from './preflight-runner.js';
import { PreflightService } from './preflight.service.js';
import { PreviewService } from './preview.service.js';
import { TestSendService } from './test-send.service.js';
import { SnapshotService } from './snapshot.service.js';
import { PlannedNoticesService } from './planned-notices.service.js';
import { AudienceReader } from './store/audience.reader.js';
import { BriefingRepository } from './store/briefing.repository.js';
import { BrakeReader } from './store/brake.reader.js';
import { NoticeTextRepository } from './store/notice-text.repository.js';
import { NoticeHoldRepository } from './store/notice-hold.repository.js';
import { NoticeRepository } from './store/notice.repository.js';
import { PreflightLock } from './store/preflight-lock.js';
import { PreflightRepository } from './store/preflight.repository.js';
import { OverrideRepository } from './store/override.repository.js';
import { PaceReader } from './store/pace.reader.js';
import { TestSendRepository } from './store/test-send.repository.js';
import { SenderReader } from './store/sender.reader.js';
import { BreakGlassRepository } from './store/break-glass.repository.js';
import { SignatureRepository } from './store/signature.repository.js';

@Module({
  imports: [DeclareModule, AudienceModule, ComposeModule],
  controllers: [NoticesController, PreflightsController, DecisionsController, BriefingsController, OverridesController, BreakGlassController, NoticeHoldsController],
  providers: [
    NoticeRepository, NoticeTextRepository, SignatureRepository, BreakGlassRepository, PreflightRepository, PreflightLock, BriefingRepository, SenderReader, AudienceReader, BrakeReader, PaceReader,
    SnapshotService, PlanService, BriefingGate, BriefingService, DraftingService, EditingService, PreflightRunner, PreflightService, Signing, DecisionService, BreakGlassService, NoticeService, PreviewService, TestSendService, TestSendRepository,
    PreflightJob, OverrideRepository, OverrideService, ElectronicNoticeService, ExerciseTests, ExerciseTestRepository, ExerciseTestRetention, NoticeHoldRepository, NoticeHoldService, NoticeHoldsJob,
    { provide: ApprovedNotices, useExisting: PlanService },
    { provide: ElectronicNotice, useExisting: ElectronicNoticeService },
    { provide: NoticeHolds, useExisting: NoticeHoldService },
    { provide: CheckCodes, useExisting: NoticeService },
    { provide: PlannedNotices, useClass: PlannedNoticesService },
  ],
  // Services are the face for the console; later steps ask the port alone.
  exports: [ApprovedNotices, CheckCodes, ElectronicNotice, NoticeHolds, NoticeHoldService, PlannedNotices, DraftingService, EditingService, PreflightService, DecisionService, NoticeService, PlanService, PreviewService, TestSendService, BriefingService, OverrideService, BreakGlassService],
})
export class ApproveModule {}
