import { Module } from '@nestjs/common';
import { DeclareModule } from '../declare/declare.module.js';
import { MeasurementsController } from './http/measurements.controller.js';
import { MeasurementJob } from './jobs/measurement.job.js';
import { MeasureService } from './measure.service.js';
import { MeasureRepository } from './store/measure.repository.js';
import { MeasurementRepository } from './store/measurement.repository.js';

@Module({
  imports: [DeclareModule],
  controllers: [MeasurementsController],
  providers: [MeasureService, MeasureRepository, MeasurementRepository, MeasurementJob],
  exports: [MeasureService],
})
export class MeasureModule {}
