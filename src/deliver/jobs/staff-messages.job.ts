import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { Nudges } from '../../platform/jobs/nudges.js';
import { Watch } from '../../platform/jobs/watch.js';
import { StaffMessagesService } from '../staff-messages.service.js';

const EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

/** Messages to single people leave right after they were saved; the tick finds what that missed, and what is to be tried again. Where no worker is up, web processes send them: that is told by one. */
@Injectable()
export class StaffMessagesJob extends Watch {
  protected readonly name = 'deliver.staff-messages';

  constructor(
    private readonly own: ExclusiveJobs,
    private readonly messages: StaffMessagesService,
    nudges: Nudges,
  ) {
    super();
    nudges.on('staff-message.waiting', () => void this.own.runAgain(this.name, () => this.look()));
  }

  @Interval('deliver.staff-messages', EVERY_MS)
  send(): Promise<number | null> {
    return this.own.run(this.name, () => this.look(), EVERY_MS);
  }

  look(): Promise<number> {
    return this.messages.sendWaiting();
  }

  @Interval('deliver.staff-messages-forgotten', HOUR_MS)
  forget(): Promise<number | null> {
    return this.own.run('deliver.staff-messages-forgotten', () => this.messages.forget(), HOUR_MS);
  }
}
