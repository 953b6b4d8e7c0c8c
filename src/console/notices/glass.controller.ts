import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { GLASS_VERDICTS } from '../../approve/model/break-glass.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { ApprovalPages } from './approval-pages.js';
import { NoticePages } from './notice-pages.js';

const LONGEST_REVIEW = 2_000;
const noticeId = z.uuid().transform((id) => id as NoticeId);
const verdicts = z.enum(GLASS_VERDICTS);

/** Where no approver can be reached: both words of two administrators, and what somebody else found afterwards. */
@ApiExcludeController()
@AllowRoles('admin')
@Controller('notices/:id/break-glass')
export class GlassController {
  constructor(
    private readonly glass: BreakGlassService,
    private readonly approvals: ApprovalPages,
    private readonly notices: NoticePages,
  ) {}

  @Post()
  async ask(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.say('ask', reply, viewer, id, new Form(body));
  }

  @Post('confirm')
  async confirm(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.say('confirm', reply, viewer, id, new Form(body));
  }

  @Post(':glass/review')
  @AllowRoles('commander', 'approver', 'legal', 'auditor')
  async review(@Param('id', { schema: noticeId }) id: NoticeId, @Param('glass', { schema: z.uuid() }) glass: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const verdict = verdicts.safeParse(form.text('verdict'));
    const again = async (faults: readonly Fault[], status: number) => sendPage(reply, await this.notices.notice(viewer, id, { as: 'first', locale: '' }, { faults }), status);
    if (!verdict.success) return again(['Say whether it was right or wrong.'], 422);
    try {
      await this.glass.review(viewer.actor, id, glass, { verdict: verdict.data, words: form.text('words').slice(0, LONGEST_REVIEW) });
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return again(faults, status);
    }
    seeOther(reply, `/notices/${id}`);
  }

  private async say(word: 'ask' | 'confirm', reply: FastifyReply, viewer: Viewer, id: NoticeId, form: Form): Promise<void> {
    const people = form.whole('people', 'The number of people');
    if (people === null) return this.approvals.show(reply, viewer, id, form.faults, 422);
    const withoutBriefing = form.reason('withoutBriefing') || null;
    try {
      await this.glass[word](viewer.actor, id, { planHash: form.text('planHash'), people, reason: form.reason(), withoutBriefing });
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.approvals.show(reply, viewer, id, faults, status);
    }
    seeOther(reply, `/notices/${id}/approve`);
  }
}
