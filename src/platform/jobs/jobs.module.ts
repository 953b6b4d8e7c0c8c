import { Global, Module } from '@nestjs/common';
import { ExclusiveJobs } from './exclusive-jobs.js';

@Global()
@Module({ providers: [ExclusiveJobs], exports: [ExclusiveJobs] })
export class JobsModule {}
