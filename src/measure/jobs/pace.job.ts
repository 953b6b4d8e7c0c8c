import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { PacingService } from '../pacing.service.js';

/** Often enough that the first wave of a notice that goes by the phones hardly waits for a look. */
const EVERY_MS = 5_000;

@Injectable()
export class PaceJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly service: PacingService,
  ) {}

  @Interval('measure.pace', EVERY_MS)
  async look(): Promise<void> {
    await this.jobs.run('measure.pace', () => this.service.look(), EVERY_MS);
  }
}
