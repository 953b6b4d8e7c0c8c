import { Global, Module } from '@nestjs/common';
import { SealWalkJob } from './seal-walk.job.js';
import { SealWalkRecords } from './seal-walk.records.js';
import { SealWalk } from './seal-walk.js';

@Global()
@Module({ providers: [SealWalkRecords, SealWalk, SealWalkJob], exports: [SealWalk] })
export class SealModule {}
