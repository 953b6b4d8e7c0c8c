import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { SuppressionsService } from '../suppressions.service.js';

/** Lifts suppressions whose time is over. Sending itself then asks no clock. */
@Injectable()
export class SuppressionsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly suppressions: SuppressionsService,
  ) {}

  @Interval('audience.suppressions', 30_000)
  async lift(): Promise<void> {
    await this.jobs.run('audience.suppressions', () => this.suppressions.liftEnded(), 30_000);
  }
}
