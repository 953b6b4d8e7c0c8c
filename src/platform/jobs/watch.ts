import { type BeforeApplicationShutdown, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { ExclusiveJobs } from './exclusive-jobs.js';

const EVERY_MS = 15_000;

/** Something that is looked at every quarter of a minute, by one process at a time and by whichever is up: web processes too. */
export abstract class Watch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @Inject(ExclusiveJobs) private readonly jobs!: ExclusiveJobs;
  private timer: NodeJS.Timeout | null = null;
  protected abstract readonly name: string;

  /** @returns how many things were wrong. */
  abstract look(): Promise<number>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.jobs.run(this.name, () => this.look()), EVERY_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }
}
