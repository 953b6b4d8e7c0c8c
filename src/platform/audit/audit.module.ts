import { Global, Module } from '@nestjs/common';
import { Audit } from './audit.js';
import { AuditChain } from './audit-chain.js';
import { AuditChainJob } from './audit-chain.job.js';
import { AuditChainRecords } from './audit-chain.records.js';

@Global()
@Module({ providers: [Audit, AuditChain, AuditChainJob, AuditChainRecords], exports: [Audit, AuditChain, AuditChainRecords] })
export class AuditModule {}
