import { Injectable } from '@nestjs/common';
import { Database } from '../database/transactions.js';

/** The last run of a job. */
export interface JobRun {
  readonly name: string;
  readonly instance: string;
  readonly startedAt: Date;
  /** Null while it works. */
  readonly finishedAt: Date | null;
  /** How many things it had to act on. */
  readonly acted: number;
  readonly runs: number;
  readonly error: string | null;
  /** Null for jobs that nobody misses. */
  readonly everySeconds: number | null;
  /** Real seconds since it last ran; 0 while an instance is at it. */
  readonly idleSeconds: number;
}

/** Jobs that no instance ran for a week belong to a version before this one. */
@Injectable()
export class JobRecords {
  constructor(private readonly db: Database) {}

  list(): Promise<readonly JobRun[]> {
    return this.db.query<JobRun>(LIST);
  }
}

const LIST = `
  with held as (
    select l.objid from pg_locks as l where l.locktype = 'advisory' and l.classid = hashtext('firstword.job')::oid and l.granted
  )
  select j.name, j.instance, j.started_at as "startedAt", j.finished_at as "finishedAt", j.acted, j.runs::float8 as runs, j.error, j.every_ms / 1000.0::float8 as "everySeconds",
         case when exists (select from held as h where h.objid = hashtext(j.name)::oid) then 0
              else extract(epoch from now() - greatest(j.started_at, j.finished_at))::float8 end as "idleSeconds"
    from job_run as j
   where j.started_at > now() - interval '7 days'
   order by j.name`;
