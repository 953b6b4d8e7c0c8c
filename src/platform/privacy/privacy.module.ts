import { Global, Module } from '@nestjs/common';
import { ErasureRecords } from './erasure.records.js';
import { ErasuresController } from './erasures.controller.js';
import { ErasuresJob } from './erasures.job.js';
import { Erasures } from './erasures.js';
import { Holdings } from './holdings.js';
import { ImportRetention } from './import-retention.js';
import { KeptKinds } from './kept-kinds.js';
import { PlatformHolding } from './platform.holding.js';
import { RetentionController } from './retention.controller.js';
import { RetentionJob } from './retention.job.js';
import { Retention } from './retention.js';
import { RetentionRecords } from './retention.records.js';

@Global()
@Module({
  controllers: [ErasuresController, RetentionController],
  providers: [Holdings, ErasureRecords, Erasures, ErasuresJob, PlatformHolding, KeptKinds, RetentionRecords, Retention, RetentionJob, ImportRetention],
  exports: [Holdings, Erasures, KeptKinds, Retention],
})
export class PrivacyModule {}
