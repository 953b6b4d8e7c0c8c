import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { BrakeService } from '../brake.service.js';
import { EpochService } from '../epoch.service.js';
import { LadderService } from '../ladder.service.js';
import { LedgerWriterService } from '../ledger-writer.service.js';
import { ReconcilerService } from '../reconciler.service.js';
import { RolloutService } from '../rollout.service.js';

const EVERY_MS = 1_000;

/** The ticks of the step. Each job runs on one instance at a time; a long one holds up none of the others. */
@Injectable()
export class DeliverJobs {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly rollouts: RolloutService,
    private readonly writer: LedgerWriterService,
    private readonly reconciler: ReconcilerService,
    private readonly ladder: LadderService,
    private readonly epoch: EpochService,
    private readonly brakes: BrakeService,
  ) {}

  @Interval('deliver.start', EVERY_MS)
  start(): Promise<number | null> {
    return this.jobs.run('deliver.start', async () => (await this.rollouts.startDue()) + (await this.reconciler.openWaves()));
  }

  @Interval('deliver.write', EVERY_MS)
  write(): Promise<number | null> {
    return this.jobs.run('deliver.write', async () => (await this.writer.writeAll()) + (await this.writer.verify()));
  }

  @Interval('deliver.reconcile', EVERY_MS)
  reconcile(): Promise<number | null> {
    return this.jobs.run('deliver.reconcile', () => this.reconciler.reconcile());
  }

  @Interval('deliver.ladder', EVERY_MS)
  climb(): Promise<number | null> {
    return this.jobs.run('deliver.ladder', () => this.ladder.climb());
  }

  @Interval('deliver.brake', EVERY_MS)
  brake(): Promise<number | null> {
    return this.jobs.run('deliver.brake', () => this.brakes.look());
  }

  /** Each instance looks, since each has marks of its own; one of them acts. */
  @Interval('deliver.epoch', 2 * EVERY_MS)
  async watchEpoch(): Promise<number | null> {
    await this.epoch.watch();
    return this.jobs.run('deliver.epoch', () => this.epoch.tend());
  }

  /** On its own, since it waits for the provider. */
  @Interval('deliver.look-up', 2 * EVERY_MS)
  lookUp(): Promise<number | null> {
    return this.jobs.run('deliver.look-up', () => this.reconciler.lookUpTexts());
  }
}
