import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeHoldService } from '../../approve/notice-hold.service.js';
import { NoticeService } from '../../approve/notice.service.js';
import { HOLDERS } from '../../declare/contract.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { type TypedHold } from './notice-hold.presenter.js';
import { NoticePages } from './notice-pages.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const LONGEST_NAME = 200;
const LONGEST_WORDS = 1_000;

/** Law enforcement asks for one notice alone to wait. */
@ApiExcludeController()
@AllowRoles(...HOLDERS)
@Controller('notices/:id/holds')
export class NoticeHoldsPageController {
  constructor(
    private readonly holds: NoticeHoldService,
    private readonly notices: NoticeService,
    private readonly pages: NoticePages,
  ) {}

  @Post()
  async place(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const { sender } = await this.notices.get(id);
    const typedHold: TypedHold = { requestedBy: form.text('requestedBy'), reason: form.text('reason'), until: form.text('until') };
    const until = form.instant('until', 'The end', sender.timeZone);
    if (typedHold.requestedBy === '') form.faults.push('Say who asked for it.');
    if (typedHold.reason === '') form.faults.push('Say why they asked.');
    if (typedHold.requestedBy.length > LONGEST_NAME || typedHold.reason.length > LONGEST_WORDS) form.faults.push('That is too long: 200 characters for who asked, 1,000 for why.');
    if (form.faults.length > 0) return this.again(reply, viewer, id, form.faults, 422, typedHold);
    await this.act(reply, viewer, id, typedHold, () => this.holds.place(viewer.actor, id, { requestedBy: typedHold.requestedBy, reason: typedHold.reason, until }));
  }

  @Post('end')
  async end(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const reason = new Form(body).text('reason').slice(0, LONGEST_WORDS);
    if (reason === '') return this.again(reply, viewer, id, ['Say how it is known that the hold is over.'], 422);
    await this.act(reply, viewer, id, undefined, () => this.holds.end(viewer.actor, id, reason));
  }

  private async act(reply: FastifyReply, viewer: Viewer, id: NoticeId, typedHold: TypedHold | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.again(reply, viewer, id, faults, status, typedHold);
    }
    seeOther(reply, `/notices/${id}`);
  }

  private async again(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number, typedHold?: TypedHold): Promise<void> {
    sendPage(reply, await this.pages.notice(viewer, id, { as: 'first', locale: '' }, { faults, ...(typedHold ? { typedHold } : {}) }), status);
  }
}
