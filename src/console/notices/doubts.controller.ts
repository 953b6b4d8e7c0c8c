import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { Audiences } from '../../audience/contract.js';
import { DECISIONS, MessagesService } from '../../deliver/messages.service.js';
import { type MessageId, type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const messageId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as MessageId);
const pageQuery = z.object({ after: messageId.optional().catch(undefined) });
const settling = z.object({
  message: z.array(messageId).min(1, 'must be chosen'),
  decision: z.enum(DECISIONS),
  reason: z.string().min(1, 'must say how you know').max(500),
});
const PAGE = 50;

const CHOICES: Readonly<Record<(typeof DECISIONS)[number], string>> = { resend: 'send it again', told: 'they have it', 'not-told': 'they do not have it, and will not get it' };

/** Messages of which nobody knows whether they were taken; some wait for a person's word. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
@Controller('notices/:id/unknown')
export class DoubtsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly audiences: Audiences,
    private readonly messages: MessagesService,
  ) {}

  @Get()
  async list(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: pageQuery }) { after }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, after, [], 200);
  }

  /** One after the other, each on the record: of several some can have settled themselves meanwhile. */
  @Post()
  @AllowRoles('commander', 'ops')
  async settle(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = settling.safeParse({ message: form.all('message'), decision: form.text('decision'), reason: form.text('reason') });
    if (!wanted.success) return this.show(reply, viewer, id, undefined, faultsOfIssues(wanted.error), 422);
    try {
      for (const message of wanted.data.message) await this.messages.decide(viewer.actor, message, wanted.data.decision, wanted.data.reason);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, undefined, faults, status);
    }
    seeOther(reply, `/notices/${id}/unknown`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, after: MessageId | undefined, faults: readonly string[], status: number): Promise<void> {
    const notice = await this.notices.get(id);
    const { items, next } = await this.messages.unknown(id, after, PAGE);
    const rows = await Promise.all(
      items.map(async ({ customerId, ...row }) => ({ ...row, channel: row.channel === 'email' ? 'e-mail' : 'SMS', reference: (await this.audiences.member(notice.audienceId, customerId)).reference })),
    );
    const choices = DECISIONS.map((value) => ({ value, label: CHOICES[value] }));
    sendPage(reply, this.pages.page(viewer, 'doubts', 'Messages in doubt', { notice, rows, next, faults, choices, maySettle: mayDo(viewer, 'commander', 'ops'), zone: notice.sender.timeZone }), status);
  }
}
