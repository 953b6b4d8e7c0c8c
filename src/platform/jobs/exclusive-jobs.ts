import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { isDatabaseAway } from '../database/database-away.js';
import { LOG, type Log } from '../logging/log.js';
import { scrub } from '../logging/scrub.js';
import { LockSession } from './lock-session.js';

/** What another instance began within this part of the period is not done again: two workers would do each job twice a second, and ten of them ten times. */
const REST = 0.5;

/** Timers of all instances tick; of each job only one runs at a time, and its last run is on record. */
@Injectable()
export class ExclusiveJobs implements BeforeApplicationShutdown {
  /** Runs of this process, by the name of the job. */
  private readonly running = new Map<string, Promise<number | null>>();
  private session: LockSession | null = null;
  private stopping = false;
  private tickedAt: number | null = null;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Runs `work` unless another instance is at it. The lock belongs to a database session, so a process that dies frees it at once,
   * and one that freezes within nine seconds. `work` then goes on unlocked once it wakes up: each of its steps must bear that.
   *
   * @param work  Answers how many things it had to act on.
   * @param everyMs  How often its timer ticks. A job that says so is missed when it does not run (`JobWatch`).
   * @returns That number, or null where the job is under way here or on another instance, has just been done by that, or this process is about to stop. An
   *   error of `work` is logged and recorded, not thrown: the next tick tries again.
   */
  async run(name: string, work: () => Promise<number>, everyMs: number | null = null): Promise<number | null> {
    if (everyMs !== null) this.tickedAt = Date.now();
    // A tick that comes while the last one works would only take a connection to find the lock held.
    if (this.stopping || this.running.has(name)) return null;
    const run = this.underLock(name, work, everyMs).finally(() => this.running.delete(name));
    this.running.set(name, run);
    return run;
  }

  /** As `run`, for who knows that there is something to do: a run that is under way here may have looked too early, so another follows it. */
  async runAgain(name: string, work: () => Promise<number>): Promise<number | null> {
    await this.running.get(name);
    return this.run(name, work);
  }

  /** Real milliseconds since a timer of this process ticked; Infinity where none ever did. */
  quietMs(): number {
    return this.tickedAt === null ? Infinity : Date.now() - this.tickedAt;
  }

  /** Lets jobs that are under way end before the database is closed under them. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.running.values());
  }

  private async underLock(name: string, work: () => Promise<number>, everyMs: number | null): Promise<number | null> {
    const session = (this.session ??= new LockSession(this.dataSource.createQueryRunner())).enter();
    try {
      return (await session.tryLock(name, this.surroundings.instance, REST * (everyMs ?? 0))) ? await this.recorded(session, name, work, everyMs) : null;
    } catch (error) {
      // The locks of all jobs under way went with the session; the next tick opens another.
      if (this.session === session) this.session = null;
      this.log.warn({ event: 'job.database-lost', job: name, error });
      return null;
    } finally {
      if (session.leave()) {
        if (this.session === session) this.session = null;
        await session.close();
      }
    }
  }

  private async recorded(session: LockSession, name: string, work: () => Promise<number>, everyMs: number | null): Promise<number> {
    try {
      await session.query(STARTED, [name, this.surroundings.instance, everyMs]);
      const acted = await work();
      await session.query(FINISHED, [name, acted, null]);
      return acted;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      this.log.error({ event: 'job.failed', job: name, error });
      await session.query(FINISHED, [name, 0, scrub(error instanceof Error ? error.message : String(error)).slice(0, 500)]);
      return 0;
    } finally {
      await session.unlock(name);
    }
  }
}

const STARTED = `
  insert into job_run as j (name, started_at, instance, every_ms) values ($1, now(), $2, $3)
  on conflict (name) do update set started_at = now(), finished_at = null, instance = excluded.instance, runs = j.runs + 1, every_ms = coalesce(excluded.every_ms, j.every_ms)`;
const FINISHED = `update job_run set finished_at = now(), acted = $2, error = $3 where name = $1`;
