import { Injectable } from '@nestjs/common';
import { ApprovedNotices } from '../approve/contract.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { asksForFeedback, feedbackIn } from './model/feedback-text.js';
import { PersonalPagesService } from './personal-pages.service.js';

/** To whom the answer belongs: the customer with the number, and the notice of the last text that he got. */
export interface TextedTo {
  readonly customerId: CustomerId | null;
  readonly noticeId: NoticeId | null;
}

/** What people answer to a text that asks how it helped. Where the last text did not ask, a "1" is a text like any other. */
@Injectable()
export class TextedFeedback {
  constructor(
    private readonly approved: ApprovedNotices,
    private readonly pages: PersonalPagesService,
  ) {}

  /** Whether the text is an answer to the one before it. Nothing is kept. */
  async isAnswer(body: string, { customerId, noticeId }: TextedTo): Promise<boolean> {
    if (customerId === null || noticeId === null || feedbackIn(body) === null) return false;
    const { texts } = await this.approved.plan(noticeId);
    return texts.some(({ sms }) => asksForFeedback(sms));
  }

  /** Keeps an answer; a second one of the same person changes nothing. */
  async keep(body: string, { customerId, noticeId }: TextedTo): Promise<void> {
    const read = feedbackIn(body);
    if (read === null || customerId === null || noticeId === null) return;
    await this.pages.answer(noticeId, customerId, { channel: 'sms', answer: null, score: null, recommend: null, words: null, ...read });
  }
}
