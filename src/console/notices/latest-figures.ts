import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { type NoticeId } from '../../kernel/ids.js';
import { type MeasurementSnapshot } from '../../measure/contract.js';
import { MeasureService } from '../../measure/measure.service.js';

/** Real time. A page that asks each second must not have a million rows counted each second. */
const FRESH_MS = 5_000;
const KEPT = 64;

/** The latest figures of a notice, a few seconds old at most: whoever asks meanwhile gets the same answer. */
@Injectable()
export class LatestFigures {
  private readonly recent = new Map<NoticeId, { readonly at: number; readonly isOver: boolean; readonly figures: Promise<MeasurementSnapshot | null> }>();

  constructor(private readonly measures: MeasureService) {}

  /** @param isOver  Whether all of it has gone out: what was counted while it had not is no answer any more. */
  of(notice: NoticeId, isOver: boolean): Promise<MeasurementSnapshot | null> {
    const known = this.recent.get(notice);
    if (known && known.isOver === isOver && performance.now() - known.at < FRESH_MS) return known.figures;
    const figures = this.measured(notice);
    this.recent.set(notice, { at: performance.now(), isOver, figures });
    figures.catch(() => this.recent.delete(notice));
    if (this.recent.size > KEPT) this.recent.delete(this.recent.keys().next().value!);
    return figures;
  }

  private async measured(notice: NoticeId): Promise<MeasurementSnapshot | null> {
    try {
      return await this.measures.shown(notice);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'notice-not-sent') return null;
      throw error;
    }
  }
}
