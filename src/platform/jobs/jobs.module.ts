import { Global, Module } from '@nestjs/common';
import { ExclusiveJobs } from './exclusive-jobs.js';
import { JobRecords } from './job-records.js';
import { ClockWatch } from './clock-watch.js';
import { JobWatch } from './job-watch.js';
import { Nudges } from './nudges.js';

@Global()
@Module({ providers: [ExclusiveJobs, JobRecords, JobWatch, ClockWatch, Nudges], exports: [ExclusiveJobs, JobRecords, Nudges] })
export class JobsModule {}
