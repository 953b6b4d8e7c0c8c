import { Global, Module } from '@nestjs/common';
import { ErasureRecords } from './erasure.records.js';
import { ErasuresController } from './erasures.controller.js';
import { ErasuresJob } from './erasures.job.js';
import { Erasures } from './erasures.js';
import { Holdings } from './holdings.js';
import { PlatformHolding } from './platform.holding.js';

@Global()
@Module({ controllers: [ErasuresController], providers: [Holdings, ErasureRecords, Erasures, ErasuresJob, PlatformHolding], exports: [Holdings, Erasures] })
export class PrivacyModule {}
