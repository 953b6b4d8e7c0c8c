import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { PreviewService } from '../approve/preview.service.js';
import { Templates } from '../compose/contract.js';
import { PersonalPagesService } from '../hear/personal-pages.service.js';
import { type Actor } from '../kernel/actor.js';
import { type CustomerId, type NoticeId } from '../kernel/ids.js';
import { SAMPLE_TOKEN } from '../kernel/page-token.js';
import { AllowRoles, CurrentActor } from '../platform/auth/access.js';
import { SETTINGS } from '../platform/config/config.module.js';
import { type Settings } from '../platform/config/config.js';
import { Clock } from '../platform/clock/clock.js';
import { HttpProblem } from '../platform/http/http-problem.js';
import { personalPage } from './page.presenter.js';
import { pageWords } from './page.words.js';
import { SitePages } from './site-pages.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const query = z.object({ customer: z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId), proved: z.enum(['yes', 'no']).catch('no') });

/** A reader's own page as the plan would have it, for those who write and sign: for a frame, where nothing on it can be done. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor')
@Controller('notices/:id/reader-page')
export class ReaderPagePreviewController {
  constructor(
    private readonly previews: PreviewService,
    private readonly pages: PersonalPagesService,
    private readonly templates: Templates,
    private readonly site: SitePages,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'ASK_RECOMMEND'>,
  ) {}

  @Get()
  async show(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: query }) { customer, proved }: z.output<typeof query>, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const { notice, context } = await this.previews.page(actor, id, customer);
    if (!context.ok) throw new HttpProblem(422, 'nothing-to-show', 'The page can’t be made: something that it needs is missing.');
    const words = pageWords(context.value.locale);
    const { title } = await this.templates.playbook(notice.incident.kind);
    const page = await this.pages.untouched({ noticeId: id, number: notice.number, type: notice.type, approvedAt: notice.approvedAt ?? this.clock.now(), sentAt: this.clock.now() }, customer);
    const shown = personalPage({
      words, token: SAMPLE_TOKEN, page, context: context.value, kindTitle: title[context.value.locale] ?? title[words.lang]!, timeZone: notice.sender.timeZone,
      proved: proved === 'yes', asksRecommend: this.settings.ASK_RECOMMEND, justDone: null, chosen: null, spoken: [],
    });
    this.site.send(reply, { status: 200, view: 'page', lang: words.lang, title: shown.title, data: { ...shown, script: null } });
  }
}
