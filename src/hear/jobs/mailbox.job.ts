import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { MailboxService } from '../mailbox.service.js';

@Injectable()
export class MailboxJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly mailbox: MailboxService,
  ) {}

  /** Real time: mail servers keep no business clock. No interval to be missed by: a full mailbox takes as long as it takes. */
  @Interval('hear.mailbox', 20_000)
  async read(): Promise<void> {
    await this.jobs.run('hear.mailbox', () => this.mailbox.read());
  }
}
