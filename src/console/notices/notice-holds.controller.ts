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
import { holdAsked, holdEnd } from '../incidents/hold-form.js';
import { type TypedHold } from './notice-hold.presenter.js';
import { NoticePages } from './notice-pages.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);

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
    const asked = holdAsked(form, sender.timeZone);
    const typedHold: TypedHold = { ...asked, until: form.text('until') };
    if (form.faults.length > 0) return this.again(reply, viewer, id, form.faults, 422, typedHold);
    await this.act(reply, viewer, id, typedHold, () => this.holds.place(viewer.actor, id, asked));
  }

  @Post('end')
  async end(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const reason = holdEnd(form);
    if (form.faults.length > 0) return this.again(reply, viewer, id, form.faults, 422);
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
