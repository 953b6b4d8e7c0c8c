import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { NoticeHoldService } from '../notice-hold.service.js';

const EVERY_MS = 1_000;

@Injectable()
export class NoticeHoldsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly holds: NoticeHoldService,
  ) {}

  @Interval('approve.notice-holds', EVERY_MS)
  async end(): Promise<void> {
    await this.jobs.run('approve.notice-holds', () => this.holds.endDue(), EVERY_MS);
  }
}
