import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { MeasureService } from '../measure.service.js';

@Injectable()
export class MeasurementJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly service: MeasureService,
  ) {}

  /** Looks every real minute; what is due is decided by business hours. */
  @Interval('measure.snapshots', 60_000)
  async takeDue(): Promise<void> {
    await this.jobs.run('measure.snapshots', () => this.service.takeDue(), 60_000);
  }
}
