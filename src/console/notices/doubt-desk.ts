import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NoticeService, type NoticeView } from '../../approve/notice.service.js';
import { Audiences } from '../../audience/contract.js';
import { DECISIONS, MessagesService } from '../../deliver/messages.service.js';
import { type MessageId, type NoticeId } from '../../kernel/ids.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, type Refusal, refusalOf } from '../page/refusal.js';
import { mayDo, type Viewer } from '../page/viewer.js';
import { NOTICE_LABELS } from '../page/words.js';

export const messageId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as MessageId);
const settling = z.object({
  message: z.array(messageId).min(1, 'must be chosen'),
  decision: z.enum(DECISIONS),
  reason: z.string().min(1, 'must say how you know').max(500),
});

type Doubts = Awaited<ReturnType<MessagesService['unknown']>>['items'];

const CHOICES: Readonly<Record<(typeof DECISIONS)[number], string>> = { resend: 'send it again', told: 'they have it', 'not-told': 'they do not have it, and will not get it' };

/** What the pages of doubts have in common: rows that a person can judge, and taking his word. */
@Injectable()
export class DoubtDesk {
  constructor(
    private readonly notices: NoticeService,
    private readonly audiences: Audiences,
    private readonly messages: MessagesService,
  ) {}

  /** What partials/doubt-table shows. */
  async table(viewer: Viewer, items: Doubts) {
    const ids = [...new Set(items.map(({ noticeId }) => noticeId))];
    const notices = new Map(await Promise.all(ids.map(async (id): Promise<[NoticeId, NoticeView['notice']]> => [id, await this.notices.get(id)])));
    const rows = await Promise.all(items.map(async ({ customerId, ...row }) => {
      const { audienceId, incident, number, type, sender } = notices.get(row.noticeId)!;
      const { reference } = await this.audiences.member(audienceId, customerId);
      return { ...row, reference, channel: row.channel === 'email' ? 'e-mail' : 'SMS', zone: sender.timeZone, notice: `${incident.reference}, notice ${number}: ${NOTICE_LABELS[type]}` };
    }));
    return { rows, choices: DECISIONS.map((value) => ({ value, label: CHOICES[value] })), maySettle: mayDo(viewer, 'commander', 'ops') };
  }

  /**
   * One after the other, each on the record: of several some can have settled themselves meanwhile.
   *
   * @returns why not all of it was done; null where it was.
   */
  async settle({ actor }: Viewer, body: unknown): Promise<Refusal | null> {
    const form = new Form(body);
    const wanted = settling.safeParse({ message: form.all('message'), decision: form.text('decision'), reason: form.text('reason') });
    if (!wanted.success) return { faults: faultsOfIssues(wanted.error), status: 422 };
    try {
      for (const message of wanted.data.message) await this.messages.decide(actor, message, wanted.data.decision, wanted.data.reason);
      return null;
    } catch (error) {
      return refusalOf(error);
    }
  }
}
