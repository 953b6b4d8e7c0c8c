import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type NoticeTexts } from '../../approve/contract.js';
import { DecisionService } from '../../approve/decision.service.js';
import { EditingService } from '../../approve/editing.service.js';
import { NoticeService } from '../../approve/notice.service.js';
import { PreflightService } from '../../approve/preflight.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { type Looking } from './notice.presenter.js';
import { type Extras, NoticePages } from './notice-pages.js';
import { preflightBox } from './preflight.presenter.js';
import { scheduleChange } from './schedule-form.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const look = z.object({ as: z.string().trim().min(1).max(200).catch('first'), locale: z.string().max(40).catch('') });
const localeParam = z.string().regex(/^[a-zA-Z0-9-]{2,40}$/);

/** Writing a notice, looking at it as its readers will, and putting it before the approvers. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
@Controller('notices')
export class NoticeController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly noticePages: NoticePages,
    private readonly notices: NoticeService,
    private readonly editing: EditingService,
    private readonly preflights: PreflightService,
    private readonly decisions: DecisionService,
  ) {}

  @Get(':id')
  async notice(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: look }) looking: Looking, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    sendPage(reply, await this.noticePages.notice(viewer, id, looking));
  }

  @Post(':id/texts/:locale')
  async editText(@Param('id', { schema: noticeId }) id: NoticeId, @Param('locale', { schema: localeParam }) locale: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const sources = { subject: form.text('subject'), emailHtml: form.text('emailHtml'), emailText: form.text('emailText'), sms: form.text('sms') };
    const typed: NoticeTexts = { locale, templateHash: '', ...sources };
    await this.act(reply, viewer, id, { as: 'first', locale }, { typed }, () => this.editing.editText(viewer.actor, id, locale, Number(form.text('revision')), sources));
  }

  @Post(':id/schedule')
  async editSchedule(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const { sender } = await this.notices.get(id);
    const { change, typedSchedule } = scheduleChange(form, sender.timeZone);
    if (change === null) return this.again(reply, viewer, id, { typedSchedule, faults: form.faults }, 422);
    await this.act(reply, viewer, id, FIRST, { typedSchedule }, () => this.editing.edit(viewer.actor, id, Number(form.text('revision')), change));
  }

  /** Takes over what the incident and the brand say now. */
  @Post(':id/refresh')
  async refresh(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const revision = Number(new Form(body).text('revision'));
    await this.act(reply, viewer, id, FIRST, {}, () => this.editing.edit(viewer.actor, id, revision, { refreshFacts: true, refreshSender: true }));
  }

  @Post(':id/preflight')
  async check(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, id, FIRST, {}, () => this.preflights.request(viewer.actor, id), '#check');
  }

  /** Asked for again by the page while the pre-flight is at work. */
  @Get(':id/preflight')
  async preflight(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const preflight = preflightBox(await this.preflights.latest(id), id);
    reply.header('x-final', String(!preflight?.atWork));
    sendPage(reply, this.pages.fragment('preflight', { preflight }, viewer));
  }

  @Post(':id/submit')
  async submit(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, id, FIRST, {}, () => this.decisions.submit(viewer.actor, id));
  }

  @Post(':id/withdraw')
  async withdraw(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, id, FIRST, {}, () => this.decisions.withdraw(viewer.actor, id, new Form(body).text('reason')));
  }

  private async act(reply: FastifyReply, viewer: Viewer, id: NoticeId, looking: Looking, extras: Extras, work: () => Promise<unknown>, place = ''): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.again(reply, viewer, id, { ...extras, faults }, status, looking);
    }
    seeOther(reply, `/notices/${id}${looking.locale ? `?locale=${encodeURIComponent(looking.locale)}` : ''}${place}`);
  }

  private async again(reply: FastifyReply, viewer: Viewer, id: NoticeId, extras: Extras, status: number, looking: Looking = FIRST): Promise<void> {
    sendPage(reply, await this.noticePages.notice(viewer, id, looking, extras), status);
  }
}

const FIRST: Looking = { as: 'first', locale: '' };
