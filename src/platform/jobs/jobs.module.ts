import { Global, Module } from '@nestjs/common';
import { ExclusiveJobs } from './exclusive-jobs.js';
import { Nudges } from './nudges.js';

@Global()
@Module({ providers: [ExclusiveJobs, Nudges], exports: [ExclusiveJobs, Nudges] })
export class JobsModule {}
