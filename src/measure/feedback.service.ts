import { Injectable } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import { type NoticeId } from '../kernel/ids.js';
import { Clock } from '../platform/clock/clock.js';
import { feedback, type Feedback } from './model/feedback.js';
import { orderOf } from './model/frame.js';
import { FeedbackRepository } from './store/feedback.repository.js';

const HOUR_MS = 3_600_000;
/** Most answers come within three days. */
const COMPARED_HOURS = 72;

/** What readers said of a notice, and what of it can be said of all. */
export interface NoticeFeedback extends Feedback {
  readonly noticeId: NoticeId;
  readonly asOf: Date;
}

@Injectable()
export class FeedbackService {
  constructor(
    private readonly answers: FeedbackRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError conflict `notice-not-sent` where the notice has not begun to go out. */
  async of(noticeId: NoticeId): Promise<NoticeFeedback> {
    const asOf = this.clock.now();
    const counts = await this.answers.counts(noticeId, COMPARED_HOURS, asOf);
    if (counts === null) throw new DomainError('conflict', 'notice-not-sent', 'This notice has not begun to go out: nobody was asked yet.');
    const { algorithm, waveCount, allToldAt, early, late } = counts;
    const isOver = allToldAt !== null && allToldAt.getTime() + COMPARED_HOURS * HOUR_MS <= asOf.getTime();
    const comparable = isOver && waveCount > 1 && orderOf(algorithm) === 'random';
    return { noticeId, asOf, ...feedback({ ...counts, waves: comparable ? { early, late, hours: COMPARED_HOURS } : null }) };
  }
}
