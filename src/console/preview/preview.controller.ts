import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { PreviewService } from '../../approve/preview.service.js';
import { MessagesService } from '../../deliver/messages.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { type Settings } from '../../platform/config/config.js';
import { NoticePages } from '../notices/notice-pages.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { sendForeignHtml } from '../page/foreign-html.js';
import { segmentPrice } from '../page/money.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { inScheme } from './mail-scheme.js';
import { previewPage } from './preview.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const look = z.object({ as: z.string().trim().min(1).max(200).catch('first'), look: z.enum(['light', 'dark']).catch('light') });

/** A notice through the eyes of one person, on everything that he may read it on. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor')
@Controller('notices')
export class PreviewController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly noticePages: NoticePages,
    private readonly notices: NoticeService,
    private readonly previews: PreviewService,
    private readonly messages: MessagesService,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SMS_SEGMENT_PRICE'>,
  ) {}

  @Get(':id/preview')
  async show(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: look }) looking: z.output<typeof look>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [view, preview] = await Promise.all([this.notices.view(viewer.actor, id), this.noticePages.preview(viewer, id, looking.as)]);
    const customer = 'refused' in preview ? null : preview.reader.customerId;
    const [sharers, proofs] = customer === null ? [[], []] : await Promise.all([this.previews.sharers(viewer.actor, id, customer), view.begun ? this.messages.proofs(id, customer) : []]);
    const shown = previewPage({ view, looking, preview, sharers, proofs, price: segmentPrice(this.settings.SMS_SEGMENT_PRICE) });
    sendPage(reply, this.pages.page(viewer, 'preview', `${view.notice.incident.reference}: as a person sees it`, shown));
  }

  /** The e-mail's own HTML, for a frame. */
  @Get(':id/preview.html')
  async html(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: look }) { as, look: scheme }: z.output<typeof look>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const preview = await this.noticePages.preview(viewer, id, as);
    const html = 'refused' in preview ? null : preview.email?.html;
    sendForeignHtml(reply, html ? inScheme(html, scheme) : '<p>This person’s e-mail can’t be shown: something that it needs is missing.</p>');
  }
}
