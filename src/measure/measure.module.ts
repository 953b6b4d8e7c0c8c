import { Module } from '@nestjs/common';
import { DeclareModule } from '../declare/declare.module.js';
import { ExpectedCallsService } from './expected-calls.service.js';
import { ExpectedCallsController } from './http/expected-calls.controller.js';
import { MeasurementsController } from './http/measurements.controller.js';
import { MeasurementJob } from './jobs/measurement.job.js';
import { MeasureService } from './measure.service.js';
import { ExpectedCallsRepository } from './store/expected-calls.repository.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';

@Module({
  imports: [DeclareModule],
  controllers: [MeasurementsController, ExpectedCallsController],
  providers: [MeasureService, MeasureRepository, MeasurementRepository, MeasurementJob, ExpectedCallsService, ExpectedCallsRepository],
  exports: [MeasureService, ExpectedCallsService],
})
export class MeasureModule {}
