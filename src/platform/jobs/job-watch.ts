import { Injectable } from '@nestjs/common';
import { Alerts } from '../alerts/alerts.js';
import { Watch } from './watch.js';
import { JobRecords, type JobRun } from './job-records.js';

/** A job is missed after so many of its periods, and after a minute at least: a restart takes its time. */
const PERIODS = 5;
const LEAST_SECONDS = 60;

/** @param upSeconds  How long somebody has been up to look: after all were stopped, nothing is missed before its time has come again. */
export function isOverdue({ everySeconds, idleSeconds }: Pick<JobRun, 'everySeconds' | 'idleSeconds'>, upSeconds: number): boolean {
  return everySeconds !== null && Math.min(idleSeconds, upSeconds) > Math.max(LEAST_SECONDS, PERIODS * everySeconds);
}

/** Misses jobs that did not run, and tells of those that fail. Every process looks, the web ones too: that no worker is up is what it is for. */
@Injectable()
export class JobWatch extends Watch {
  protected readonly name = 'platform.job-watch';

  constructor(
    private readonly records: JobRecords,
    private readonly alerts: Alerts,
  ) {
    super();
  }

  /** @returns jobs that are missed or fail. */
  async look(): Promise<number> {
    const runs = await this.records.list();
    const overdue = runs.filter((run) => isOverdue(run, process.uptime()));
    const failing = runs.filter(({ error, finishedAt }) => error !== null && finishedAt !== null);
    for (const { name, idleSeconds } of overdue) {
      await this.alerts.raise({
        kind: 'job.overdue', subject: `job:${name}`, severity: 'critical', lasting: true,
        message: `The job ${name} has not run for ${Math.round(idleSeconds)} seconds.`,
        remedy: 'Look whether a process with ROLE=worker (or all) is up and reaches the database.',
      });
    }
    for (const { name, error } of failing) {
      await this.alerts.raise({ kind: 'job.failed', subject: `job:${name}`, lasting: true, message: `The job ${name} failed: ${error}`, remedy: 'It is tried again at its next tick. If that fails too, look at the log.' });
    }
    await this.alerts.clearOthers('job.overdue', overdue.map(({ name }) => `job:${name}`));
    await this.alerts.clearOthers('job.failed', failing.map(({ name }) => `job:${name}`));
    return overdue.length + failing.length;
  }
}
