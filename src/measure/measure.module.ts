import { Module } from '@nestjs/common';
import { ApproveModule } from '../approve/approve.module.js';
import { DeliverModule } from '../deliver/deliver.module.js';
import { DeclareModule } from '../declare/declare.module.js';
import { HearModule } from '../hear/hear.module.js';
import { ContactPriorService } from './contact-prior.service.js';
import { ExpectedCallsService } from './expected-calls.service.js';
import { ExercisesService } from './exercises.service.js';
import { FeedWatchService } from './feed-watch.service.js';
import { ExpectedCallsController } from './http/expected-calls.controller.js';
import { FirstWordCount } from './first-word-count.service.js';
import { FeedbackService } from './feedback.service.js';
import { NoticeFeedbackController } from './http/feedback.controller.js';
import { ExercisesController } from './http/exercises.controller.js';
import { HoldTimeController } from './http/hold-time.controller.js';
import { IncidentLawController } from './http/law.controller.js';
import { PhoneForecastController } from './http/phone-forecast.controller.js';
import { MeasurementsController } from './http/measurements.controller.js';
import { ReportController } from './http/report.controller.js';
import { ReportJob } from './jobs/report.job.js';
import { ReportService } from './report.service.js';
import { ReportRepository } from './store/report.repository.js';
import { FeedJob } from './jobs/feed.job.js';
import { LawCountsJob } from './jobs/law-counts.job.js';
import { PaceJob } from './jobs/pace.job.js';
import { MeasurementJob } from './jobs/measurement.job.js';
import { HoldTimeService } from './hold-time.service.js';
import { FiguresModule } from '../platform/figures/figures.module.js';
import { KeptFigures } from './kept-figures.service.js';
import { LawClocksService } from './law-clocks.service.js';
import { LawWatch } from './law-watch.service.js';
import { MeasureService } from './measure.service.js';
import { PacingService } from './pacing.service.js';
import { PhoneForecastService } from './phone-forecast.service.js';
import { PhoneFiguresService } from './phone-figures.service.js';
import { QueueFitService } from './queue-fit.service.js';
import { ContactRateRepository } from './store/contact-rate.repository.js';
import { ExpectedCallsRepository } from './store/expected-calls.repository.js';
import { ExerciseRepository } from './store/exercise.repository.js';
import { FeedRepository } from './store/feed.repository.js';
import { FeedbackRepository } from './store/feedback.repository.js';
import { LawCountRepository } from './store/law-count.repository.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';
import { MeasurePaceRepository } from './store/pace.repository.js';
import { PhoneFiguresRepository } from './store/phone-figures.repository.js';
import { QueueRepository } from './store/queue.repository.js';

@Module({
  imports: [ApproveModule, DeclareModule, DeliverModule, FiguresModule, HearModule],
  controllers: [MeasurementsController, ExpectedCallsController, HoldTimeController, PhoneForecastController, NoticeFeedbackController, ReportController, IncidentLawController, ExercisesController],
  providers: [MeasureService, FirstWordCount, MeasureRepository, MeasurementRepository, MeasurementJob, ExpectedCallsService, ExpectedCallsRepository,
    FeedbackService, FeedbackRepository, ReportService, ReportRepository, ReportJob, HoldTimeService, QueueFitService, QueueRepository, PhoneFiguresService, PhoneFiguresRepository, FeedRepository, FeedWatchService, FeedJob, PacingService, PhoneForecastService, MeasurePaceRepository, PaceJob, ContactPriorService, ContactRateRepository,
    KeptFigures, LawClocksService, LawCountRepository, LawCountsJob, LawWatch, ExercisesService, ExerciseRepository],
  exports: [ExercisesService, LawClocksService, MeasureService, FeedbackService, ReportService, ExpectedCallsService, HoldTimeService, QueueFitService, PhoneFiguresService, PhoneForecastService],
})
export class MeasureModule {}
