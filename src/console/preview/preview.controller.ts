import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { PreviewService } from '../../approve/preview.service.js';
import { TestSendService } from '../../approve/test-send.service.js';
import { EpochService } from '../../deliver/epoch.service.js';
import { MessagesService } from '../../deliver/messages.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { type SmsPrices } from '../../kernel/sms-cost.js';
import { SMS_PRICES } from '../../platform/config/config.module.js';
import { NoticePages } from '../notices/notice-pages.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { sendForeignHtml } from '../page/foreign-html.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { inScheme, SCHEMES } from './mail-scheme.js';
import { previewPage } from './preview.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const look = z.object({ as: z.string().trim().min(1).max(200).catch('first'), look: z.enum(SCHEMES).catch('screen'), tested: z.coerce.number().int().min(0).nullable().catch(null) });
type Looking = z.output<typeof look>;
const FIRST: Looking = { as: 'first', look: 'screen', tested: null };
const requestKey = z.uuid();
/** As laws count places. */
const PLACE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;
const SHUT = 'Nothing leaves at present, tests neither: sending is shut. See Health.';

/** A notice through the eyes of one person, on everything that he may read it on. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
@Controller('notices')
export class PreviewController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly noticePages: NoticePages,
    private readonly notices: NoticeService,
    private readonly previews: PreviewService,
    private readonly tests: TestSendService,
    private readonly epoch: EpochService,
    private readonly messages: MessagesService,
    @Inject(SMS_PRICES) private readonly prices: SmsPrices | null,
  ) {}

  @Get(':id/preview')
  async show(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: look }) looking: Looking, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.page(reply, viewer, id, looking, [], 200);
  }

  /** A draft to colleagues, by their ids: no address comes with the form. */
  @Post(':id/test')
  @AllowRoles('author', 'commander', 'approver', 'legal')
  async test(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const key = requestKey.safeParse(form.text('key')).data ?? randomUUID();
    if (!(await this.epoch.check())) return this.page(reply, viewer, id, FIRST, [SHUT], 409);
    try {
      await this.tests.send(viewer.actor, id, { to: form.all('to'), locale: form.text('locale'), place: PLACE.test(form.text('place')) ? form.text('place') : null, key });
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.page(reply, viewer, id, FIRST, faults, status);
    }
    seeOther(reply, `/notices/${id}/preview?tested=${form.all('to').length}#test`);
  }

  /** The e-mail's own HTML, for a frame. */
  @Get(':id/preview.html')
  async html(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: look }) { as, look: scheme }: Looking, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const preview = await this.noticePages.glance(viewer, id, as);
    const html = 'refused' in preview ? null : preview.email?.html;
    sendForeignHtml(reply, html ? inScheme(html, scheme) : '<meta name="color-scheme" content="light dark"><p>This person’s e-mail can’t be shown: something that it needs is missing.</p>');
  }

  private async page(reply: FastifyReply, viewer: Viewer, id: NoticeId, looking: Looking, faults: readonly Fault[], status: number): Promise<void> {
    const mayTest = mayDo(viewer, 'author', 'commander', 'approver', 'legal');
    const plan = await this.notices.standing(id);
    const [view, preview, laws, readers, kept] = await Promise.all([this.notices.view(viewer.actor, plan), this.noticePages.preview(viewer, plan, looking.as), this.previews.laws(plan), mayTest ? this.tests.readers(viewer.actor) : [], mayTest ? this.tests.kept(id) : []]);
    const customer = 'refused' in preview ? null : preview.reader.customerId;
    const [sharers, proofs] = customer === null ? [[], []] : await Promise.all([this.previews.sharers(viewer.actor, plan, customer), view.begun ? this.messages.proofs(id, customer) : []]);
    const shown = previewPage({ view, looking, preview, mayAmend: mayDo(viewer, 'commander'), laws, sharers, proofs, prices: this.prices, test: { readers, kept, key: randomUUID(), tested: looking.tested }, faults });
    sendPage(reply, this.pages.page(viewer, 'preview', `${view.notice.incident.reference}: as a person sees it`, shown), status);
  }
}
