import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { DecisionService } from '../../approve/decision.service.js';
import { NoticeService } from '../../approve/notice.service.js';
import { PhoneForecastService } from '../../measure/phone-forecast.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { segmentPrice } from '../page/money.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { approvalPage } from './approval.presenter.js';
import { NoticePages } from './notice-pages.js';

const LONGEST_REASON = 500;
const noticeId = z.uuid().transform((id) => id as NoticeId);

/** Text, people and time as one thing, to be signed or refused. */
@ApiExcludeController()
@AllowRoles('approver', 'legal', 'commander', 'author', 'ops', 'auditor')
@Controller('notices')
export class ApprovalController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly noticePages: NoticePages,
    private readonly notices: NoticeService,
    private readonly decisions: DecisionService,
    private readonly forecasts: PhoneForecastService,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SMS_SEGMENT_PRICE'>,
  ) {}

  @Get(':id/approve')
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200);
  }

  @Post(':id/approve')
  async approve(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const people = form.whole('people', 'The number of people');
    if (people === null) return this.show(reply, viewer, id, form.faults, 422);
    const withoutBriefing = form.text('withoutBriefing').slice(0, LONGEST_REASON) || null;
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
      return this.show(reply, viewer, id, faults, status);
    }
    seeOther(reply, `/notices/${id}`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly string[], status: number): Promise<void> {
    const view = await this.notices.view(viewer.actor, id);
    const previewIn = async ({ locale }: { readonly locale: string }) => ({ locale, preview: await this.noticePages.preview(viewer, id, `reads-${locale}`) });
    const [forecast, ...previews] = await Promise.all([this.forecasts.of(id), ...view.texts.map(previewIn)]);
    sendPage(reply, this.pages.page(viewer, 'approve', `Approve ${view.notice.incident.reference}?`, approvalPage({ view, forecast, previews, price: segmentPrice(this.settings.SMS_SEGMENT_PRICE), faults })), status);
  }
}
