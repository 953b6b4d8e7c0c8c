import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { LawClocksService } from '../law-clocks.service.js';

const EVERY_MS = 30_000;

@Injectable()
export class LawCountsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly clocks: LawClocksService,
  ) {}

  @Interval('measure.law-counts', EVERY_MS)
  async count(): Promise<void> {
    await this.jobs.run('measure.law-counts', () => this.clocks.countDue(), EVERY_MS);
  }
}
