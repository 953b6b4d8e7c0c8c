import { Inject, Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import { Alerts } from '../platform/alerts/alerts.js';
import { Audit } from '../platform/audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { type Pace, type PacedNotice, PhonePacing } from './contract.js';
import { ProgressService } from './progress.service.js';
import { PACE_OVERRIDDEN } from './reconciler.service.js';
import { type PaceChange, PaceRepository } from './store/pace.repository.js';

/** Real time for which a pace holds: many looks, so that one that fails changes nothing. */
const VALID_SECONDS = 180;
const STOPPED = 'pace.stopped';
const BLIND = 'pace.blind';
const subjectOf = (notice: NoticeId): string => `notice:${notice}`;

/** Keeps how fast each notice may tell people, as it is told by whoever watches the phones. */
@Injectable()
export class PaceService extends PhonePacing {
  constructor(
    private readonly paces: PaceRepository,
    private readonly progress: ProgressService,
    private readonly alerts: Alerts,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
    @Inject(SURROUNDINGS) private readonly surroundings: Pick<Surroundings, 'instance'>,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
  }

  paced(): Promise<readonly PacedNotice[]> {
    return this.paces.paced(this.clock.now());
  }

  async set(notice: NoticeId, pace: Pace): Promise<void> {
    const changed = await this.transactions.run(async (tx) => {
      const change = await this.paces.set(tx, notice, pace, this.clock.now(), VALID_SECONDS);
      if (change === null || change.before === pace.state) return false;
      await this.record(tx, notice, change, pace);
      return true;
    });
    this.progress.forget(notice);
    if (changed) this.log.info({ event: 'dispatch.pace', notice, state: pace.state, perMinute: pace.peoplePerMinute });
  }

  /** Alerts that are over, and notices whose pace nobody renews. @returns how many are held or blind. */
  async watch(): Promise<number> {
    const live = await this.paces.held(this.clock.now());
    const [stopped, blind] = [live.filter((each) => each.stopped), live.filter((each) => each.unseen)];
    for (const { noticeId } of blind) {
      await this.alerts.raise({
        kind: BLIND, subject: subjectOf(noticeId), lasting: true,
        message: 'A notice that goes by the phones goes as planned: nobody has looked at the phones for minutes.',
        remedy: 'Look whether a process with ROLE=worker (or all) is up and its job "measure.pace" runs. Pause the notice if the phones are full.',
      });
    }
    await this.alerts.clearOthers(STOPPED, stopped.map(({ noticeId }) => subjectOf(noticeId)));
    await this.alerts.clearOthers(BLIND, blind.map(({ noticeId }) => subjectOf(noticeId)));
    await this.alerts.clearOthers(PACE_OVERRIDDEN, live.map(({ noticeId }) => subjectOf(noticeId)));
    return stopped.length + blind.length;
  }

  private async record(tx: Tx, notice: NoticeId, { incidentId, number, type, before }: PaceChange, pace: Pace): Promise<void> {
    await this.audit.record(tx, { kind: 'system', id: this.surroundings.instance }, {
      action: `dispatch.pace-${pace.state}`, subject: { kind: 'notice', id: notice }, incidentId,
      details: { number, type, before, peoplePerMinute: pace.peoplePerMinute, reason: pace.reason, ...pace.figures },
    });
    if (pace.state !== 'stopped') return this.alerts.clear(STOPPED, subjectOf(notice), tx);
    await this.alerts.raise({
      kind: STOPPED, subject: subjectOf(notice), incidentId, lasting: true, message: `Notice ${number} (${type}) waits for the phones. ${pace.reason}`,
      remedy: 'It goes on by itself, and in time for its deadline whatever the phones say. More agents on the phones let it go on sooner.',
    }, tx);
  }
}
