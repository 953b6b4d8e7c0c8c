import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApproveModule } from '../approve/approve.module.js';
import { AudienceModule } from '../audience/audience.module.js';
import { ComposeModule } from '../compose/compose.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { DeliverModule } from '../deliver/deliver.module.js';
import { HearModule } from '../hear/hear.module.js';
import { MeasureModule } from '../measure/measure.module.js';
import { ErrorPage } from '../platform/http/error-page.js';
import { PagesModule } from '../platform/pages/pages.module.js';
import { PrintModule } from '../platform/print/print.module.js';
import { AlertAnswerController } from './alerts/alert-answer.controller.js';
import { WhoIsToldController } from './alerts/who-is-told.controller.js';
import { WebhooksPageController } from './webhooks/webhooks.controller.js';
import { AuditPageController } from './audit/audit.controller.js';
import { AudienceController } from './audiences/audience.controller.js';
import { FrozenAudienceController } from './audiences/frozen-audience.controller.js';
import { BriefingPageController } from './briefing/briefing.controller.js';
import { AnswersPageController } from './calls/answers.controller.js';
import { SingleCallsController } from './calls/single-calls.controller.js';
import { CallsController } from './calls/calls.controller.js';
import { RetentionPageController } from './customers/retention.controller.js';
import { CustomerCareController } from './customers/care.controller.js';
import { CustomerEsignController } from './customers/esign.controller.js';
import { CustomerPageController } from './customers/customer.controller.js';
import { CustomersPageController } from './customers/customers.controller.js';
import { SuppressionsPageController } from './customers/suppressions.controller.js';
import { DeskPageController } from './desk/desk.controller.js';
import { HealthPageController } from './health/health.controller.js';
import { ImportsPageController } from './imports/imports.controller.js';
import { AmendController } from './incidents/amend.controller.js';
import { IncidentAskingController } from './incidents/asking.controller.js';
import { StrandedController } from './settings/stranded.controller.js';
import { ViewersController } from './incidents/viewers.controller.js';
import { Declarations } from './declare/declarations.js';
import { DeclareController } from './declare/declare.controller.js';
import { DeclareCheckController } from './declare/check.controller.js';
import { DeclareWhoController } from './declare/who.controller.js';
import { DeclareWordsController } from './declare/words.controller.js';
import { DeclaringService } from './declare/declaring.service.js';
import { IncidentRoomController } from './incidents/incident-room.controller.js';
import { ExercisesPageController } from './incidents/exercises.controller.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { FirstSteps } from './incidents/first-steps.js';
import { FindingsController } from './notices/findings.controller.js';
import { KnownNotices } from './incidents/known-notices.js';
import { IncidentLawPageController } from './incidents/law.controller.js';
import { WaitingDesk } from './incidents/waiting.js';
import { LawRulesController } from './law/rules.controller.js';
import { ApprovalPages } from './notices/approval-pages.js';
import { NoticeHoldsPageController } from './notices/notice-holds.controller.js';
import { GlassController } from './notices/glass.controller.js';
import { ApprovalController } from './notices/approval.controller.js';
import { DoubtDesk } from './notices/doubt-desk.js';
import { DoubtsController } from './notices/doubts.controller.js';
import { EveryDoubtController } from './notices/every-doubt.controller.js';
import { FiguresModule } from '../platform/figures/figures.module.js';
import { LatestFigures } from './notices/latest-figures.js';
import { LackingController } from './notices/lacking.controller.js';
import { LettersController } from './notices/letters.controller.js';
import { NoticePages } from './notices/notice-pages.js';
import { NoticeController } from './notices/notice.controller.js';
import { ProgressController } from './notices/progress.controller.js';
import { CallReasonsController } from './contact-centre/call-reasons.controller.js';
import { ContactCentreController } from './contact-centre/contact-centre.controller.js';
import { CaptureClient } from './outbox/capture.client.js';
import { OutboxController } from './outbox/outbox.controller.js';
import { ConsoleErrorPage } from './page/console-error-page.js';
import { ConsolePages } from './page/console-pages.js';
import { readTokensOfUploads } from './page/form-token.js';
import { PreviewController } from './preview/preview.controller.js';
import { RoomBoard } from './room/room-board.js';
import { ListFiles } from './list/list-files.js';
import { RoomController } from './room/room.controller.js';
import { RoomFeed } from './room/room-feed.js';
import { RoomFiguresDesk } from './room/room-figures.js';
import { RoomViews } from './room/room-views.js';
import { ReportPageController } from './report/report.controller.js';
import { BrandsPageController } from './settings/brands.controller.js';
import { PeoplePageController } from './settings/people.controller.js';
import { PhonesController } from './settings/phones.controller.js';
import { MySignInController } from './sign-in/my-sign-in.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { PlaybooksPageController } from './words/playbooks.controller.js';
import { TemplatesPageController } from './words/templates.controller.js';

/** The front door for people of the company. Global for its error page, which every route shows to a browser. */
@Global()
@Module({
  imports: [PagesModule, PrintModule, FiguresModule, DeclareModule, AudienceModule, ComposeModule, ApproveModule, DeliverModule, HearModule, MeasureModule],
  controllers: [
    RetentionPageController, CustomersPageController, CustomerPageController, CustomerCareController, CustomerEsignController,
    SignInController, DeskPageController, HealthPageController, IncidentsController, ExercisesPageController, DeclareController, DeclareWhoController, DeclareWordsController, DeclareCheckController, AmendController, ViewersController, IncidentAskingController, AudienceController, CallsController, ReportPageController, IncidentRoomController, FrozenAudienceController,
    SuppressionsPageController, SingleCallsController, AnswersPageController, LackingController,
    NoticeController, PreviewController, BriefingPageController, ApprovalController, GlassController, NoticeHoldsPageController, ProgressController, DoubtsController, EveryDoubtController, LettersController, ImportsPageController, ContactCentreController, CallReasonsController, OutboxController, BrandsPageController, PeoplePageController, PhonesController, AuditPageController,
    StrandedController,
    RoomController, AlertAnswerController, WhoIsToldController, WebhooksPageController,
    TemplatesPageController, PlaybooksPageController, FindingsController,
    MySignInController,
    IncidentLawPageController, LawRulesController,
  ],
  providers: [ConsolePages, NoticePages, ApprovalPages, Declarations, DeclaringService, DoubtDesk, LatestFigures, ListFiles, KnownNotices, RoomBoard, RoomFeed, RoomFiguresDesk, RoomViews, FirstSteps, WaitingDesk, CaptureClient, { provide: ErrorPage, useClass: ConsoleErrorPage }],
  exports: [ErrorPage],
})
export class ConsoleModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    readTokensOfUploads(this.host.httpAdapter.getInstance());
  }
}
