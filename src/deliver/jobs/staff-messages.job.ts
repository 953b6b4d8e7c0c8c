import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { Nudges } from '../../platform/jobs/nudges.js';
import { StaffMessagesService } from '../staff-messages.service.js';

const EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

/** Messages to single people leave right after they were saved; the tick finds what that missed, and what is to be tried again. */
@Injectable()
export class StaffMessagesJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly messages: StaffMessagesService,
    nudges: Nudges,
  ) {
    nudges.on('staff-message.waiting', () => void this.jobs.runAgain('deliver.staff-messages', () => this.messages.sendWaiting()));
  }

  @Interval('deliver.staff-messages', EVERY_MS)
  send(): Promise<number | null> {
    return this.jobs.run('deliver.staff-messages', () => this.messages.sendWaiting(), EVERY_MS);
  }

  @Interval('deliver.staff-messages-forgotten', HOUR_MS)
  forget(): Promise<number | null> {
    return this.jobs.run('deliver.staff-messages-forgotten', () => this.messages.forget(), HOUR_MS);
  }
}
