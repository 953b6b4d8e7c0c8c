import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { PostalService } from '../../deliver/postal.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { lettersPage } from './letters.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const fileId = z.uuid();
const pageQuery = z.object({ after: z.coerce.number().int().min(-1).catch(-1) });
const posting = z.object({ postedOn: z.iso.date('must be chosen'), note: z.string().max(500) });
const PAGE = 50;

/** Letters to whom no channel reached: files of them, and who has no address for one either. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'auditor')
@Controller('notices/:id/letters')
export class LettersController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly postal: PostalService,
    private readonly clock: Clock,
  ) {}

  @Get()
  async look(@Param('id', { schema: noticeId }) id: NoticeId, @Query({ schema: pageQuery }) { after }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
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
    if (!wanted.success) return this.show(reply, viewer, id, -1, faultsOfIssues(wanted.error), 422);
    await this.attempt(reply, viewer, id, () => this.postal.posted(viewer.actor, file, wanted.data.postedOn, wanted.data.note || null));
  }

  private async attempt(reply: FastifyReply, viewer: Viewer, id: NoticeId, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, -1, faults, status);
    }
    seeOther(reply, `/notices/${id}/letters`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, after: number, faults: readonly string[], status: number): Promise<void> {
    const [notice, view, lacking] = await Promise.all([this.notices.get(id), this.postal.view(id), this.postal.withoutAddress(id, after, PAGE)]);
    const next = lacking.length === PAGE ? String(lacking.at(-1)!.position) : null;
    const shown = lettersPage({ notice, view, lacking, next, now: this.clock.now(), may: mayDo(viewer, 'commander', 'ops'), faults });
    sendPage(reply, this.pages.page(viewer, 'letters', 'Letters', shown), status);
  }
}
