import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { LOG, type Log } from '../logging/log.js';
import { ImportRuns } from './import-runs.js';

/** Imports whose process died are marked as failed: at the next start, and every minute for those of other instances. */
@Injectable()
export class AbandonedImportsJob implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly runs: ImportRuns,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.sweep();
  }

  @Interval('imports.abandoned', 60_000)
  async sweep(): Promise<void> {
    const failed = await this.jobs.run('imports.abandoned', () => this.runs.failAbandoned(), 60_000);
    if (failed) this.log.warn({ event: 'imports.abandoned', failed });
  }
}
