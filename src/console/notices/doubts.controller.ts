import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { NoticeService } from '../../approve/notice.service.js';
import { MessagesService } from '../../deliver/messages.service.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { numberOf } from '../list/console-list.js';
import { doubtsList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { DOUBT_COLUMNS, DoubtDesk, doubtFilter } from './doubt-desk.js';
import { type Fault } from '../page/fault.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const PAGE = 50;
const FILE_PAGE = 200;
const placeOf = (place: string | null): string | undefined => numberOf(place) ?? undefined;

/** Messages of a notice of which nobody knows whether they were taken; some wait for a person's word. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
@Controller('notices/:id/unknown')
export class DoubtsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly messages: MessagesService,
    private readonly desk: DoubtDesk,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200, query);
  }

  @Get('doubts.csv')
  @Header('cache-control', 'no-store')
  async file(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = doubtsList.asked(query);
    const rows = this.desk.rows(viewer, (after) => this.messages.unknown(id, after, FILE_PAGE, doubtFilter(asked.values)));
    return this.files.take(viewer, doubtsList, asked, { columns: DOUBT_COLUMNS, rows });
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async settle(@Param('id', { schema: noticeId }) id: NoticeId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await this.desk.settle(viewer, body);
    if (refusal) return this.show(reply, viewer, id, refusal.faults, refusal.status);
    seeOther(reply, `/notices/${id}/unknown`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: NoticeId, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const notice = await this.notices.get(id);
    const asked = doubtsList.asked(query);
    const { items, next } = await this.messages.unknown(id, placeOf(asked.after), PAGE, doubtFilter(asked.values));
    const shown = { ...(await this.desk.table(viewer, items)), notice, ofAll: false, action: `/notices/${id}/unknown`, list: doubtsList.bar(`/notices/${id}/unknown`, asked, { rows: items, next }, `/notices/${id}/unknown/doubts.csv`), faults };
    sendPage(reply, this.pages.page(viewer, 'doubts', 'Messages in doubt', shown), status);
  }
}
