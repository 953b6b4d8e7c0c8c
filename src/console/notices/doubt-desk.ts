import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NoticeService, type NoticeView } from '../../approve/notice.service.js';
import { Audiences } from '../../audience/contract.js';
import { DECISIONS, type DoubtFilter, MessagesService } from '../../deliver/messages.service.js';
import { type MessageId, type NoticeId } from '../../kernel/ids.js';
import { type Columns } from '../list/list-files.js';
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

export type DoubtRow = Awaited<ReturnType<DoubtDesk['table']>>['rows'][number];

export const doubtFilter = ({ channel, waits }: Readonly<Record<'channel' | 'waits', string>>): DoubtFilter => ({ channel: (channel || null) as 'email' | 'sms' | null, waitsForPerson: waits === '' ? null : waits === 'person' });

export const DOUBT_COLUMNS: Columns<DoubtRow> = {
  message: ({ id }) => id, notice: ({ notice }) => notice, customer: ({ reference }) => reference, channel: ({ channel }) => channel, since: ({ begunAt }) => begunAt, tries: ({ attempts }) => attempts,
  heard: ({ reason }) => reason, code: ({ code }) => code, waits_for: ({ waitsForPerson }) => (waitsForPerson ? 'a person' : 'the provider'),
};

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

  /** Page after page as a file has them. */
  async *rows(viewer: Viewer, read: (after: string | undefined) => Promise<{ readonly items: Doubts; readonly next: string | null }>): AsyncGenerator<readonly DoubtRow[]> {
    for (let after: string | undefined; ; ) {
      const { items, next } = await read(after);
      if (items.length > 0) yield (await this.table(viewer, items)).rows;
      if (next === null) return;
      after = next;
    }
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
