import { Global, Module } from '@nestjs/common';
import { Audit } from './audit.js';
import { AuditChain } from './audit-chain.js';
import { AuditChainJob } from './audit-chain.job.js';
import { AuditChainRecords } from './audit-chain.records.js';
import { AuditController } from './audit.controller.js';
import { AuditSearch } from './audit-search.js';

@Global()
@Module({
  controllers: [AuditController],
  providers: [Audit, AuditChain, AuditChainJob, AuditChainRecords, AuditSearch],
  exports: [Audit, AuditChain, AuditChainRecords, AuditSearch],
})
export class AuditModule {}
