import { readFileSync } from 'node:fs';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BriefingService, type BriefingView } from '../../approve/briefing.service.js';
import { PlannedNotices } from '../../approve/contract.js';
import { PreviewService } from '../../approve/preview.service.js';
import { Audiences } from '../../audience/contract.js';
import { Templates } from '../../compose/contract.js';
import { fileAbout } from '../../kernel/file-name.js';
import { type NoticeId } from '../../kernel/ids.js';
import { PhoneForecastService } from '../../measure/phone-forecast.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { projectPath } from '../../platform/config/project-path.js';
import { PdfPrinter } from '../../platform/print/pdf-printer.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { dataLabels } from '../page/data-class.words.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { briefingPage, type ReadMessage } from './briefing.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);

/** What the people at the phones know before the customers do: on the screen and on paper. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor')
@Controller('notices')
export class BriefingPageController {
  private readonly css = ['firstword.css', 'print.css'].map((file) => readFileSync(projectPath('templates', 'assets', file), 'utf8')).join('\n');

  constructor(
    private readonly pages: ConsolePages,
    private readonly previews: PreviewService,
    private readonly briefings: BriefingService,
    private readonly planned: PlannedNotices,
    private readonly audiences: Audiences,
    private readonly forecasts: PhoneForecastService,
    private readonly templates: Templates,
    private readonly printer: PdfPrinter,
  ) {}

  @Get(':id/briefing')
  async briefing(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200);
  }

  @Get(':id/briefing.pdf')
  async pdf(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const data = await this.dataOf(viewer, await this.briefings.view(id));
    const title = `${data.incident.reference}: briefing of the agents`;
    const pdf = await this.printer.print(title, this.pages.fragment('briefing-paper', { ...data, title, paper: true }), this.css);
    void reply.header('cache-control', 'no-store').header('content-disposition', `inline; filename="${fileAbout(data.incident, `briefing-${data.incident.reference}-${data.notice.number}.pdf`)}"`).type('application/pdf').send(pdf);
  }

  @Post(':id/briefing/confirm')
  @AllowRoles('ops')
  async confirm(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, id, () => this.briefings.confirm(viewer.actor, id, new Form(body).text('briefing')));
  }

  @Post(':id/briefing/pass-over')
  @AllowRoles('approver', 'commander')
  async passOver(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.act(reply, viewer, id, () => this.briefings.passOver(viewer.actor, id, form.text('briefing'), form.reason()));
  }

  private async act(reply: FastifyReply, viewer: Viewer, id: NoticeId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, faults, status);
    }
    seeOther(reply, `/notices/${id}/briefing`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number): Promise<void> {
    const view = await this.briefings.view(id);
    const data = await this.dataOf(viewer, view);
    const mayConfirm = mayDo(viewer, 'ops') && viewer.actor.kind === 'person' && view.state !== 'given';
    const mayPass = mayDo(viewer, 'approver', 'commander') && viewer.actor.kind === 'person' && data.ready.isMissing;
    sendPage(reply, this.pages.page(viewer, 'briefing', `${data.incident.reference}: briefing`, { ...data, faults, mayConfirm, mayPass, atDesk: mayDo(viewer, 'agent', 'commander') }), status);
  }

  private async dataOf(viewer: Viewer, view: BriefingView) {
    const { id } = view.notice;
    const [forecast, { members }, { counts }, messages] = await Promise.all([this.forecasts.of(id), this.planned.planned(id), this.audiences.frozen(view.notice.audienceId), Promise.all(view.document.words.map(({ locale }) => this.message(viewer, id, locale)))]);
    return briefingPage({ view, forecast, members, counts, messages, dataLabels: dataLabels(this.templates.labels('en').dataClasses) });
  }

  /** As anybody might get it who reads this language, with nothing of anybody's: many read it, and it is printed. */
  private async message(viewer: Viewer, id: NoticeId, locale: string): Promise<ReadMessage> {
    const { email, sms } = await this.previews.ofNobody(viewer.actor, id, locale);
    return { locale, subject: email?.subject ?? null, text: email?.text ?? null, sms: sms?.body ?? null };
  }
}
