import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { Webhooks } from './webhooks.js';

const EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

@Injectable()
export class WebhooksJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly webhooks: Webhooks,
  ) {}

  @Interval('platform.webhooks', EVERY_MS)
  tell(): Promise<number | null> {
    return this.jobs.run('platform.webhooks', () => this.webhooks.tell(), EVERY_MS);
  }

  @Interval('platform.webhooks-forgotten', HOUR_MS)
  forget(): Promise<number | null> {
    return this.jobs.run('platform.webhooks-forgotten', () => this.webhooks.forget(), HOUR_MS);
  }
}
