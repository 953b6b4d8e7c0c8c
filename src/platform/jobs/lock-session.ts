import { type QueryRunner } from 'typeorm';
import { SILENT } from '../database/data-source.js';
import { heartbeat } from '../database/heartbeat.js';

/**
 * A session that holds the lock of a job may be silent for this long, real milliseconds: shorter than any other session, so that a
 * process that freezes does not keep the work from the others until they have ended its leases.
 */
const LOCK_SILENT_MS = 9_000;

/**
 * The one database session on which a process holds the locks of all its jobs: with one for each, a dozen timers would take the
 * connections that their own work needs, and all of them would wait for each other.
 */
export class LockSession {
  private users = 0;
  private readonly opened: Promise<void>;
  private last: Promise<unknown> = Promise.resolve();
  private stopBeating: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly runner: QueryRunner) {
    this.opened = this.open();
    this.opened.catch(() => undefined); // whoever needs the session hears of it by his own query
  }

  /** Counts whoever works under one of its locks; the last one to leave closes it. */
  enter(): this {
    this.users += 1;
    return this;
  }

  /** @returns true where nobody is left, and the session must not be entered again. */
  leave(): boolean {
    this.users -= 1;
    return this.users === 0;
  }

  /** @returns false too where another instance than this began the job less than `restMs` (real time) ago. */
  async tryLock(name: string, instance: string, restMs: number): Promise<boolean> {
    const [lock] = await this.query<{ taken: boolean }>(TRY_LOCK, [name, instance, restMs]);
    return lock!.taken;
  }

  async unlock(name: string): Promise<void> {
    await this.query(`select pg_advisory_unlock(hashtext('firstword.job'), hashtext($1))`, [name]);
  }

  /** One statement after the other: a connection can't do two things at once. @throws Error of the opening where that failed: it would be a session without its short silence. */
  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const rows = Promise.all([this.opened, this.last]).then(() => this.runner.query(sql, parameters) as Promise<Row[]>);
    this.last = rows.then(
      () => undefined,
      () => undefined,
    );
    return rows;
  }

  /** Gives the connection back as patient as it was. Never throws. */
  async close(): Promise<void> {
    await this.stopBeating();
    await this.query(`select set_config('idle_session_timeout', $1, false)`, [String(SILENT.sessionMs)]).catch(() => undefined);
    await this.runner.release().catch(() => undefined);
  }

  private async open(): Promise<void> {
    await this.runner.connect();
    await this.runner.query(`select set_config('idle_session_timeout', $1, false)`, [String(LOCK_SILENT_MS)]);
    this.stopBeating = heartbeat(this, LOCK_SILENT_MS / 3);
  }
}

const TRY_LOCK = `
  select case when exists (select from job_run as j where j.name = $1 and j.instance <> $2 and j.started_at > now() - $3::float8 * interval '1 millisecond')
              then false
              else pg_try_advisory_lock(hashtext('firstword.job'), hashtext($1)) end as taken`;
