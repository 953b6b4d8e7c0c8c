import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../jobs/exclusive-jobs.js';
import { AuditChain } from './audit-chain.js';

@Injectable()
export class AuditChainJob {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly chain: AuditChain,
  ) {}

  @Interval('platform.audit-seal', 1_000)
  async seal(): Promise<void> {
    await this.jobs.run('platform.audit-seal', () => this.chain.seal(), 1_000);
  }

  @Interval('platform.audit-check', 10_000)
  async look(): Promise<void> {
    await this.jobs.run('platform.audit-check', () => this.chain.look(), 10_000);
  }
}
