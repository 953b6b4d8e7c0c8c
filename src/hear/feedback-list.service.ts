import { Injectable } from '@nestjs/common';
import { type NoticeId } from '../kernel/ids.js';
import type { FeedbackFilter, FeedbackTally, GivenFeedback } from './contract.js';
import { FeedbackListRepository } from './store/feedback-list.repository.js';

/** What readers said of a notice, one by one and without who did. */
@Injectable()
export class FeedbackList {
  constructor(private readonly answers: FeedbackListRepository) {}

  /** Newest first. @param before  The id of the last one of the page above. */
  of(notice: NoticeId, filter: FeedbackFilter, before: string | null, limit: number): Promise<readonly GivenFeedback[]> {
    return this.answers.list(notice, filter, before, limit);
  }

  /** Of all of them, however the list is narrowed. */
  tally(notice: NoticeId): Promise<FeedbackTally> {
    return this.answers.tally(notice);
  }
}
