import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import type { Actor } from '../kernel/actor.js';
import type { NoticeId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, Transactions } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { effectOfEdit } from './model/notice-state.js';
import type { FailureFilter, Preflight, PreflightFailure } from './model/preflight.js';
import { DRAFTERS, requireRole } from './model/who-may.js';
import { PreflightRunner } from './preflight-runner.js';
import type { StoredNotice } from './model/stored-notice.js';
import { NoticeRepository } from './store/notice.repository.js';
import { PreflightLock } from './store/preflight-lock.js';
import { PreflightRepository } from './store/preflight.repository.js';

/** A pre-flight beside the notice as it is now. */
export interface PreflightView extends Preflight {
  /** It proves a revision that is no longer the notice's: run it again. */
  readonly stale: boolean;
}

@Injectable()
export class PreflightService {
  private busy = false;

  constructor(
    private readonly db: Database,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly notices: NoticeRepository,
    private readonly preflights: PreflightRepository,
    private readonly lock: PreflightLock,
    private readonly runner: PreflightRunner,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Asks for a proof of the notice's present revision. It begins within a second, on whichever instance is free; asked twice, there is one.
   *
   * @throws DomainError forbidden `role-needed`, not-found `notice-not-found`, conflict `notice-closed`
   */
  async request(actor: Actor, id: NoticeId): Promise<PreflightView> {
    const person = requireRole(actor, DRAFTERS);
    await this.transactions.run(async (tx) => {
      const notice = await this.notices.lock(tx, id);
      const effect = effectOfEdit(notice.state);
      if (effect.kind === 'closed') throw new DomainError('conflict', 'notice-closed', `The notice is ${effect.state}: draft a new one.`);
      const { id: preflightId, isNew } = await this.preflights.request(tx, notice, person, this.clock.now());
      if (!isNew) return;
      await this.audit.record(tx, actor, {
        action: 'notice.preflight-requested',
        subject: { kind: 'notice', id },
        incidentId: notice.incidentId,
        details: { number: notice.number, type: notice.type, preflightId, revision: notice.revision },
      });
    });
    return (await this.latest(id))!;
  }

  /** @throws DomainError not-found `notice-not-found` */
  async latest(id: NoticeId): Promise<PreflightView | null> {
    return this.latestOf(await this.notices.get(this.db, id));
  }

  /** Of a notice that was read already. */
  async latestOf({ id, revision }: Pick<StoredNotice, 'id' | 'revision'>): Promise<PreflightView | null> {
    const latest = await this.preflights.latest(this.db, id);
    return latest && { ...latest, stale: latest.revision !== revision };
  }

  /** People who share another's message, of what has begun to be sent; none of them in an exercise. */
  sharingOfBegun(): Promise<number> {
    return this.preflights.sharingOfBegun();
  }

  /**
   * Who can't be written to and what each lacks, in order of position; the first 10,000 lacks of a pre-flight are kept.
   *
   * @param after  Position of the last member of the page before; -1 for the first page.
   * @throws DomainError not-found `notice-not-found`, `preflight-not-found`
   */
  async failures(id: NoticeId, after = -1, limit = 100, filter: FailureFilter = { part: null, name: null }): Promise<readonly PreflightFailure[]> {
    const latest = await this.latest(id);
    if (latest === null) throw new DomainError('not-found', 'preflight-not-found', 'This notice has no pre-flight yet.', { noticeId: id });
    return this.preflights.failures(latest.id, filter, after, limit);
  }

  /**
   * Does what waits, one after the other. Safe to call on a timer and on every instance: a pre-flight has one runner at a time, and one
   * whose runner died is done again from its beginning.
   *
   * @returns How many it ran; 0 also where this process is at it already.
   */
  async runWaiting(): Promise<number> {
    if (this.busy) return 0;
    this.busy = true;
    try {
      const ran: boolean[] = [];
      for (const id of await this.quietly(() => this.preflights.unfinished(), [])) {
        ran.push(await this.quietly(async () => (await this.lock.hold(id, () => this.runner.run(id))) === true, false));
      }
      return ran.filter(Boolean).length;
    } finally {
      this.busy = false;
    }
  }

  /** What was begun and cut off, by a database that went away, say, is taken up again by the next tick. */
  private async quietly<Value>(work: () => Promise<Value>, otherwise: Value): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      this.log.warn({ event: 'preflight.interrupted', error });
      return otherwise;
    }
  }
}
