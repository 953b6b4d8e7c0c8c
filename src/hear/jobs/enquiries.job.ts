import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { EnquiriesService } from '../enquiries.service.js';

const EVERY_MS = 1_000;
const HOUR_MS = 3_600_000;

/** At a steady beat, and not when a question comes: when a code leaves says nothing of what was asked. */
@Injectable()
export class EnquiriesJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly enquiries: EnquiriesService,
  ) {}

  @Interval('hear.enquiries', EVERY_MS)
  answer(): Promise<number | null> {
    return this.jobs.run('hear.enquiries', () => this.enquiries.answerWaiting(), EVERY_MS);
  }

  @Interval('hear.enquiries-forgotten', HOUR_MS)
  forget(): Promise<number | null> {
    return this.jobs.run('hear.enquiries-forgotten', () => this.enquiries.forget(), HOUR_MS);
  }
}
