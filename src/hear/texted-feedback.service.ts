import { Injectable } from '@nestjs/common';
import { ApprovedNotices } from '../approve/contract.js';
import { Audiences } from '../audience/contract.js';
import { MessageComposer } from '../compose/contract.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { asksForFeedback, feedbackIn, type TextedAnswer } from './model/feedback-text.js';
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
    private readonly audiences: Audiences,
    private readonly composer: MessageComposer,
  ) {}

  /** What the text answers to the one before it; null where it is no answer to that. Nothing is kept. */
  async answerIn(body: string, { customerId, noticeId }: TextedTo): Promise<TextedAnswer | null> {
    const answer = feedbackIn(body);
    if (answer === null || customerId === null || noticeId === null) return null;
    const plan = await this.approved.plan(noticeId);
    if (!plan.texts.some(({ sms }) => asksForFeedback(sms))) return null;
    // A text that leads to a page asks there and not itself, so this reader's own is made again.
    const sms = (await this.composer.open(plan)).sms(await this.audiences.member(plan.notice.audienceId, customerId));
    return sms.ok && asksForFeedback(sms.value.body) ? answer : null;
  }

  /** Keeps an answer; a second one of the same person changes nothing. */
  async keep(answer: TextedAnswer, { customerId, noticeId }: TextedTo): Promise<void> {
    if (customerId === null || noticeId === null) return;
    await this.pages.answer(noticeId, customerId, { channel: 'sms', answer: null, score: null, recommend: null, words: null, ...answer });
  }
}
