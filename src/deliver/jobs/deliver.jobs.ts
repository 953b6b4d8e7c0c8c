import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../platform/jobs/exclusive-jobs.js';
import { Nudges } from '../../platform/jobs/nudges.js';
import { BrakeService } from '../brake.service.js';
import { ExerciseReceiptsService } from '../exercise/exercise-receipts.service.js';
import { EpochService } from '../epoch.service.js';
import { LadderService } from '../ladder.service.js';
import { PaceService } from '../pace.service.js';
import { LedgerCounts } from '../ledger-counts.service.js';
import { LedgerWriterService } from '../ledger-writer.service.js';
import { PreferencesService } from '../preferences.service.js';
import { ReconcilerService } from '../reconciler.service.js';
import { RolloutService } from '../rollout.service.js';
import { WithholdingService } from '../withholding.service.js';

const EVERY_MS = 1_000;

/** The ticks of the step; an approval is started without waiting for one. Each job runs on one instance at a time; a long one holds up none of the others. */
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
    private readonly paces: PaceService,
    private readonly preferences: PreferencesService,
    private readonly exercises: ExerciseReceiptsService,
    private readonly counts: LedgerCounts,
    private readonly withholding: WithholdingService,
    nudges: Nudges,
  ) {
    nudges.on('notice.approved', () => void this.jobs.runAgain('deliver.start', () => this.begin()));
  }

  @Interval('deliver.start', EVERY_MS)
  start(): Promise<number | null> {
    return this.jobs.run('deliver.start', () => this.begin(), EVERY_MS);
  }

  @Interval('deliver.write', EVERY_MS)
  write(): Promise<number | null> {
    return this.jobs.run('deliver.write', () => this.writer.writeAll(), EVERY_MS);
  }

  /** On its own, so that no ledger waits to be written while another is looked over. */
  @Interval('deliver.verify', EVERY_MS)
  verify(): Promise<number | null> {
    return this.jobs.run('deliver.verify', () => this.writer.verify(), EVERY_MS);
  }

  /** On its own, so that what a dead worker held is free within a second of its lease, however long the rest takes. */
  @Interval('deliver.leases', EVERY_MS)
  leases(): Promise<number | null> {
    return this.jobs.run('deliver.leases', () => this.reconciler.endLeases(), EVERY_MS);
  }

  @Interval('deliver.reconcile', EVERY_MS)
  reconcile(): Promise<number | null> {
    return this.jobs.run('deliver.reconcile', () => this.reconciler.reconcile(), EVERY_MS);
  }

  @Interval('deliver.ladder', EVERY_MS)
  climb(): Promise<number | null> {
    return this.jobs.run('deliver.ladder', () => this.ladder.climb(), EVERY_MS);
  }

  @Interval('deliver.withhold', EVERY_MS)
  withhold(): Promise<number | null> {
    return this.jobs.run('deliver.withhold', () => this.withholding.follow(), EVERY_MS);
  }

  @Interval('deliver.brake', EVERY_MS)
  brake(): Promise<number | null> {
    return this.jobs.run('deliver.brake', () => this.brakes.look(), EVERY_MS);
  }

  @Interval('deliver.exercise', EVERY_MS)
  makeUpReceipts(): Promise<number | null> {
    return this.jobs.run('deliver.exercise', () => this.exercises.bring(), EVERY_MS);
  }

  /** Pages show what was counted last, and whoever looks first shall not have to count. */
  @Interval('deliver.count', 10 * EVERY_MS)
  count(): Promise<number | null> {
    return this.jobs.run('deliver.count', () => this.counts.keepWarm(), 10 * EVERY_MS);
  }

  /** It looks at every preference that there is, and nobody waits for it. */
  @Interval('deliver.preferences', 60 * EVERY_MS)
  recordPassed(): Promise<number | null> {
    return this.jobs.run('deliver.preferences', () => this.preferences.recordPassed(), 60 * EVERY_MS);
  }

  @Interval('deliver.pace', 5 * EVERY_MS)
  pace(): Promise<number | null> {
    return this.jobs.run('deliver.pace', () => this.paces.watch(), 5 * EVERY_MS);
  }

  /** Each instance looks, since each has marks of its own; one of them acts. */
  @Interval('deliver.epoch', 2 * EVERY_MS)
  async watchEpoch(): Promise<number | null> {
    await this.epoch.watch();
    return this.jobs.run('deliver.epoch', () => this.epoch.tend(), 2 * EVERY_MS);
  }

  /** On its own, since it waits for the provider. */
  @Interval('deliver.look-up', 2 * EVERY_MS)
  lookUp(): Promise<number | null> {
    return this.jobs.run('deliver.look-up', () => this.reconciler.lookUpTexts(), 2 * EVERY_MS);
  }

  private async begin(): Promise<number> {
    const started = await this.rollouts.startDue();
    const opened = await this.reconciler.openWaves();
    if (started > 0) void this.jobs.runAgain('deliver.write', () => this.writer.writeAll()); // the first slice need not wait for a tick either
    return started + opened;
  }
}
