import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { MessagesService } from '../../deliver/messages.service.js';
import { type MessageId, type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { DoubtDesk, messageId } from './doubt-desk.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const pageQuery = z.object({ after: messageId.optional().catch(undefined) });
const PAGE = 50;

/** Messages of a notice of which nobody knows whether they were taken; some wait for a person's word. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
@Controller('notices/:id/unknown')
export class DoubtsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly messages: MessagesService,
    private readonly desk: DoubtDesk,
  ) {}

  @Get()
  async list(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: pageQuery }) { after }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, after, [], 200);
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async settle(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await this.desk.settle(viewer, body);
    if (refusal) return this.show(reply, viewer, id, undefined, refusal.faults, refusal.status);
    seeOther(reply, `/notices/${id}/unknown`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, after: MessageId | undefined, faults: readonly string[], status: number): Promise<void> {
    const notice = await this.notices.get(id);
    const { items, next } = await this.messages.unknown(id, after, PAGE);
    const shown = { ...(await this.desk.table(viewer, items)), notice, ofAll: false, action: `/notices/${id}/unknown`, next, faults };
    sendPage(reply, this.pages.page(viewer, 'doubts', 'Messages in doubt', shown), status);
  }
}
