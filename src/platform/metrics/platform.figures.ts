import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OF_AN_EXERCISE } from '../alerts/alert.records.js';
import { Alerts } from '../alerts/alerts.js';
import { JobRecords } from '../jobs/job-records.js';
import { Metrics } from './metrics.js';

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Figures of what every step stands on. */
@Injectable()
export class PlatformFigures {
  constructor(metrics: Metrics, dataSource: DataSource, jobs: JobRecords, alerts: Alerts) {
    metrics.gauge('firstword_database_connections', 'Connections of this process to PostgreSQL, and callers that wait for one.', ['state'], () => {
      const { totalCount, idleCount, waitingCount } = (dataSource.driver as unknown as { master: Pool }).master;
      return [[{ state: 'busy' }, totalCount - idleCount], [{ state: 'idle' }, idleCount], [{ state: 'waiting' }, waitingCount]];
    });
    // Not `job`: that is how Prometheus calls what it scrapes, and it would write over it.
    metrics.lookedUp('firstword_job_idle_seconds', 'Since a job last ran on any instance; 0 while it does.', ['job_name'], async () =>
      (await jobs.list()).map(({ name, idleSeconds }) => [{ job_name: name }, idleSeconds] as const));
    metrics.lookedUp('firstword_alerts', 'Alerts that are not over.', ['kind', 'severity'], async () => {
      const live = await alerts.list({ live: true, limit: 200 });
      const counts = new Map<string, { kind: string; severity: string; number: number }>();
      for (const { kind, severity } of live.filter(({ message }) => !message.startsWith(OF_AN_EXERCISE))) {
        const key = `${kind} ${severity}`;
        counts.set(key, { kind, severity, number: (counts.get(key)?.number ?? 0) + 1 });
      }
      return [...counts.values()].map(({ kind, severity, number }) => [{ kind, severity }, number] as const);
    });
  }
}
