import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { WorkingDrafts } from './working-drafts.js';

@Injectable()
export class ExpireDraftsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly drafts: WorkingDrafts,
  ) {}

  @Cron(CronExpression.EVERY_HOUR)
  run(): Promise<number | null> {
    return this.jobs.run('pages.expire-drafts', () => this.drafts.expire(), 3_600_000);
  }
}
