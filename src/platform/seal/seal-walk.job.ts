import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { SealWalk } from './seal-walk.js';

const EVERY_MS = 30_000;
/** Of each period, so that other jobs of the database get their turn. */
const AT_WORK_MS = 15_000;

/** Seals what is not sealed by the newest key. */
@Injectable()
export class SealWalkJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly walk: SealWalk,
  ) {}

  @Interval('platform.seal', EVERY_MS)
  run(): Promise<number | null> {
    return this.jobs.run('platform.seal', () => this.walk.goOn(AT_WORK_MS), EVERY_MS);
  }
}
