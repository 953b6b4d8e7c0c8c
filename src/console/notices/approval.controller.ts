import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { DecisionService } from '../../approve/decision.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther } from '../page/answer.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { ApprovalPages } from './approval-pages.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);

/** Text, people and time as one thing, to be signed or refused. */
@ApiExcludeController()
@AllowRoles('approver', 'legal', 'commander', 'author', 'ops', 'auditor', 'admin')
@Controller('notices')
export class ApprovalController {
  constructor(
    private readonly approvals: ApprovalPages,
    private readonly decisions: DecisionService,
  ) {}

  @Get(':id/approve')
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.approvals.show(reply, viewer, id, [], 200);
  }

  @Post(':id/approve')
  async approve(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const people = form.whole('people', 'The number of people');
    if (people === null) return this.approvals.show(reply, viewer, id, form.faults, 422);
    const withoutBriefing = form.reason('withoutBriefing') || null;
    await this.decide(reply, viewer, id, () => this.decisions.approve(viewer.actor, id, { planHash: form.text('planHash'), people, withoutBriefing }));
  }

  @Post(':id/refuse')
  async refuse(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const refusing = { planHash: form.text('planHash'), reason: form.text('reason').slice(0, 2_000) };
    await this.decide(reply, viewer, id, () =>
      form.text('decision') === 'reject' ? this.decisions.reject(viewer.actor, id, refusing) : this.decisions.sendBack(viewer.actor, id, refusing));
  }

  private async decide(reply: FastifyReply, viewer: Viewer, id: NoticeId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.approvals.show(reply, viewer, id, faults, status);
    }
    seeOther(reply, `/notices/${id}`);
  }
}
