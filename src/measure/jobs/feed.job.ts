import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { FeedWatchService } from '../feed-watch.service.js';

const EVERY_MS = 10 * 60_000;

@Injectable()
export class FeedJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly watch: FeedWatchService,
  ) {}

  @Interval('measure.feed', EVERY_MS)
  async look(): Promise<void> {
    await this.jobs.run('measure.feed', () => this.watch.look(), EVERY_MS);
  }
}
