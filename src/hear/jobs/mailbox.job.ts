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

  /** Real time: mail servers keep no business clock. No interval to be missed by: a full mailbox takes as long as it takes. One that is watched is not left alone in between. */
  @Interval('hear.mailbox', 20_000)
  async read(): Promise<void> {
    for (let again = this.mailbox.isSetUp; again; ) {
      again = false;
      await this.jobs.run('hear.mailbox', async () => {
        const visit = await this.mailbox.watch();
        again = visit.again;
        return visit.taken;
      });
    }
  }
}
