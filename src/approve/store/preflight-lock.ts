import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { heartbeat } from '../../platform/database/heartbeat.js';

/** One run of a pre-flight at a time, on whatever machine. The lock is a database session's: who dies lets go of it at once, who freezes within half a minute. */
@Injectable()
export class PreflightLock {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns What `work` answered, or null where another holds this pre-flight. */
  async hold<Value>(id: string, work: () => Promise<Value>): Promise<Value | null> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      const [lock] = await runner.query(`select pg_try_advisory_lock(hashtext('firstword.preflight'), hashtext($1)) as taken`, [id]);
      if (!lock.taken) return null;
      const stop = heartbeat(runner);
      try {
        return await work();
      } finally {
        await stop();
        // Without a session there is no lock to give back.
        await runner.query(`select pg_advisory_unlock(hashtext('firstword.preflight'), hashtext($1))`, [id]).catch(() => undefined);
      }
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}
