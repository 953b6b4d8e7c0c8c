import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { MessagesService } from '../../deliver/messages.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { DoubtDesk } from './doubt-desk.js';

const pageQuery = z.object({ after: z.string().max(60).regex(/^[0-9a-f-]{36}~\d{1,18}$/).optional().catch(undefined) });
const PAGE = 50;

/** Messages in doubt of all notices, in one place. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
@Controller('doubts')
export class EveryDoubtController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly messages: MessagesService,
    private readonly desk: DoubtDesk,
  ) {}

  @Get()
  async list(@Query({ schema: pageQuery }) { after }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, after, [], 200);
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async settle(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await this.desk.settle(viewer, body);
    if (refusal) return this.show(reply, viewer, undefined, refusal.faults, refusal.status);
    seeOther(reply, '/doubts');
  }

  private async show(reply: FastifyReply, viewer: Viewer, after: string | undefined, faults: readonly string[], status: number): Promise<void> {
    const { items, next } = await this.messages.everyUnknown(after, PAGE);
    const shown = { ...(await this.desk.table(viewer, items)), ofAll: true, action: '/doubts', next, faults };
    sendPage(reply, this.pages.page(viewer, 'every-doubt', 'Messages in doubt', shown), status);
  }
}
