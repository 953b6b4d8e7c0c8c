import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { NoticePages } from './notice-pages.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const order = z.enum(['pause', 'resume', 'cancel']);

/** A notice that goes out: the page asks for this part each second, and the brakes are here. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
@Controller('notices')
export class ProgressController {
  constructor(
    private readonly pages: NoticePages,
    private readonly dispatches: DispatchService,
  ) {}

  @Get(':id/progress')
  async progress(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { html, final } = await this.pages.progress(viewer, id);
    reply.header('x-final', String(final));
    sendPage(reply, html);
  }

  /** Asked while an approved notice waits to begin: once it has, the page loads itself again. */
  @Get(':id/beginning')
  async beginning(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { html, waits } = await this.pages.beginning(viewer, id);
    reply.header('x-final', String(!waits));
    sendPage(reply, html);
  }

  /** A pause must not wait for words: without any, the record says that none were given. */
  @Post(':id/dispatch/:order')
  async steer(@Param('id', { schema: noticeId }) id: NoticeId, @Param('order', { schema: order }) wanted: z.output<typeof order>, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const reason = new Form(body).text('reason').slice(0, 500);
    try {
      await this.dispatches.order(viewer.actor, id, wanted, reason || (wanted === 'pause' ? 'no reason given' : ''));
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return sendPage(reply, await this.pages.notice(viewer, id, { as: 'first', locale: '' }, { faults }), status);
    }
    seeOther(reply, `/notices/${id}`);
  }
}
