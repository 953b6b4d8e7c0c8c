import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { Erasures } from './erasures.js';

/** Erases those who waited for something that is over. */
@Injectable()
export class ErasuresJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly erasures: Erasures,
  ) {}

  @Interval('platform.erasures', 60_000)
  run(): Promise<number | null> {
    return this.jobs.run('platform.erasures', () => this.erasures.attemptWaiting(), 60_000);
  }
}
