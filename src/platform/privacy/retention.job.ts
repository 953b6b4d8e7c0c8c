import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { Retention } from './retention.js';

/** Forgets what was kept for its time. */
@Injectable()
export class RetentionJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly retention: Retention,
  ) {}

  @Interval('platform.retention', 3_600_000)
  run(): Promise<number | null> {
    return this.jobs.run('platform.retention', () => this.retention.purgeDue(), 3_600_000);
  }
}
