import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { ReportService } from '../report.service.js';

@Injectable()
export class ReportJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly service: ReportService,
  ) {}

  /** Looks every real minute; what is due is decided by business hours. */
  @Interval('measure.reports', 60_000)
  async takeDue(): Promise<void> {
    await this.jobs.run('measure.reports', () => this.service.takeDue(), 60_000);
  }
}
