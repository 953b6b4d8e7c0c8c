import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type NoticeId } from '../../kernel/ids.js';
import { type MeasurementSnapshot } from '../../measure/contract.js';
import { MeasureService } from '../../measure/measure.service.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { BackgroundFigures, type Known, type Soon } from '../../platform/figures/background-figures.js';
import { notYet } from '../../measure/not-yet.js';

/** The latest figures of a notice: the same for all of its pages, each with the instant at which it was measured. */
@Injectable()
export class LatestFigures implements OnModuleDestroy {
  private readonly made: BackgroundFigures<NoticeId, MeasurementSnapshot>;

  constructor(
    private readonly measures: MeasureService,
    @Inject(LOG) log: Log,
  ) {
    this.made = new BackgroundFigures((notice, error) => log.warn({ event: 'notice.figures-not-made', notice, error }));
  }

  /**
   * For a page that asks each second: what is known, or until that is made what was kept last.
   *
   * @param isOver  Whether all of it has gone out: what was counted while it had not is no answer any more.
   * @param isLarge  It went to so many that nobody waits for a count.
   */
  async known(notice: NoticeId, isOver: boolean, isLarge: boolean): Promise<Known<MeasurementSnapshot>> {
    const known = await this.made.known(notice, isOver ? 'over' : 'under-way', () => this.measured(notice), isLarge);
    return known.value ? known : { ...known, value: (await this.measures.history(notice, { limit: 1 }))[0] ?? null };
  }

  /** For a page about nothing else, which waits for them. null before the notice begins to go out. */
  newest(notice: NoticeId): Promise<MeasurementSnapshot | null> {
    return this.made.newest(notice, () => this.measured(notice));
  }

  /** The same for a page of a large incident: what is known, or was kept last, and otherwise that it is being measured. */
  async soon(notice: NoticeId): Promise<Soon<MeasurementSnapshot>> {
    const soon = await this.made.soon(notice, () => this.measured(notice));
    const kept = soon.isMaking ? (await this.measures.history(notice, { limit: 1 }))[0] : undefined;
    return kept ? { value: kept, isMaking: false } : soon;
  }

  async onModuleDestroy(): Promise<void> {
    await this.made.idle();
  }

  private measured(notice: NoticeId): Promise<MeasurementSnapshot | null> {
    return this.measures.shown(notice).catch(notYet);
  }
}
