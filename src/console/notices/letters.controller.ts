import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { DispatchService } from '../../deliver/dispatch.service.js';
import { PostalService, type PostalView } from '../../deliver/postal.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { PageFigures } from '../figures/page-figures.js';
import { lettersPage } from './letters.presenter.js';
import { unreachedOf } from './sum-bar.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const fileId = z.uuid();
const pageQuery = z.object({ after: z.string().max(60).catch('-1'), part: z.literal('counting').optional().catch(undefined) });
const posting = z.object({ postedOn: z.iso.date('must be chosen'), note: z.string().max(500) });
const PAGE = 50;
/** So many that no channel reached are counted within a page's time. */
const FEW = 1_000;

/** Letters to whom no channel reached: files of them, and who has no address for one either. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'auditor')
@Controller('notices/:id/letters')
export class LettersController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly postal: PostalService,
    private readonly dispatches: DispatchService,
    private readonly counted: PageFigures,
    private readonly clock: Clock,
  ) {}

  @Get()
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: pageQuery }) { after, part }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    if (part) {
      reply.header('x-final', String((await this.waiting(id)) !== null));
      return sendPage(reply, this.pages.fragment('counting', {}, viewer));
    }
    await this.show(reply, viewer, id, after, [], 200);
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async make(@Param('id', { schema: noticeId }) id: NoticeId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.attempt(reply, viewer, id, () => this.postal.make(viewer.actor, id));
  }

  @Post(':file/posted')
  @AllowRoles('commander', 'ops')
  async posted(@Param('id', { schema: noticeId }) id: NoticeId, @Param('file', { schema: fileId }) file: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = posting.safeParse({ postedOn: form.text('postedOn'), note: form.text('note') });
    if (!wanted.success) return this.show(reply, viewer, id, '-1', faultsOfIssues(wanted.error), 422);
    await this.attempt(reply, viewer, id, () => this.postal.posted(viewer.actor, file, wanted.data.postedOn, wanted.data.note || null));
  }

  private async attempt(reply: FastifyReply, viewer: Viewer, id: NoticeId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, '-1', faults, status);
    }
    seeOther(reply, `/notices/${id}/letters`);
  }

  /** Counted for whoever asks where they are few; else behind him. null: being counted. Whoever makes a file must not see the count of before. */
  private async waiting(id: NoticeId): Promise<PostalView['waiting'] | null> {
    const [{ sum }, files] = await Promise.all([this.dispatches.progress(id), this.postal.files(id)]);
    if (unreachedOf(sum) <= FEW) return this.postal.waiting(id);
    return (await this.counted.soon(`letters ${id} ${files.length}`, () => this.postal.waiting(id))).value;
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, after: string, faults: readonly string[], status: number): Promise<void> {
    const [notice, files, waiting, { items: lacking, next }] = await Promise.all([this.notices.get(id), this.postal.files(id), this.waiting(id), this.postal.withoutAddress(id, after, PAGE)]);
    const shown = lettersPage({ notice, files, waiting, lacking, next, now: this.clock.now(), may: mayDo(viewer, 'commander', 'ops'), faults });
    sendPage(reply, this.pages.page(viewer, 'letters', 'Letters', shown), status);
  }
}
