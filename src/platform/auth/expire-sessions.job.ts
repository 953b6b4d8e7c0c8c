import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { Sessions } from './sessions.js';

@Injectable()
export class ExpireSessionsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly sessions: Sessions,
  ) {}

  @Cron(CronExpression.EVERY_HOUR)
  run(): Promise<number | null> {
    return this.jobs.run('auth.expire-sessions', () => this.sessions.expire(), 3_600_000);
  }
}
