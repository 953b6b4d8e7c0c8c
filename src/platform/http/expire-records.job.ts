import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { IdempotencyRecords } from './idempotency.records.js';

@Injectable()
export class ExpireRecordsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly records: IdempotencyRecords,
  ) {}

  @Cron(CronExpression.EVERY_HOUR)
  run(): Promise<number | null> {
    return this.jobs.run('http.expire-idempotency-records', () => this.records.expire(), 3_600_000);
  }
}
