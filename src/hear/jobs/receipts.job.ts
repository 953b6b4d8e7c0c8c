import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { OverdueReceiptsService } from '../overdue-receipts.service.js';
import { ReceiptsService } from '../receipts.service.js';

@Injectable()
export class ReceiptsJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly receipts: ReceiptsService,
    private readonly overdue: OverdueReceiptsService,
  ) {}

  /** Real time: it mends what a crash left, and a crash has no business hours. */
  @Interval('hear.receipts', 10_000)
  async sweep(): Promise<void> {
    await this.jobs.run('hear.receipts', () => this.receipts.sweep(), 10_000);
  }

  /** On its own, since it waits for the provider. */
  @Interval('hear.overdue-receipts', 5_000)
  async ask(): Promise<void> {
    await this.jobs.run('hear.overdue-receipts', () => this.overdue.ask());
  }
}
