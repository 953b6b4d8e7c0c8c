import { Body, Controller, Get, Header, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { MessagesService } from '../../deliver/messages.service.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { doubtsList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { DOUBT_COLUMNS, DoubtDesk, doubtFilter } from './doubt-desk.js';
import { type Fault } from '../page/fault.js';

const PAGE = 50;
const FILE_PAGE = 200;
const placeOf = (place: string | null): string | undefined => (place !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}~\d{1,18}$/.test(place) ? place : undefined);

/** Messages in doubt of all notices, in one place. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor')
@AsksBrands()
@Controller('doubts')
export class EveryDoubtController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly messages: MessagesService,
    private readonly desk: DoubtDesk,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, [], 200, query);
  }

  @Get('doubts.csv')
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = doubtsList.asked(query);
    const rows = this.desk.rows(viewer, (after) => this.messages.everyUnknown(viewer.actor, after, FILE_PAGE, doubtFilter(asked.values)));
    return this.files.take(viewer, doubtsList, asked, { columns: DOUBT_COLUMNS, rows });
  }

  @Post()
  @AllowRoles('commander', 'ops')
  async settle(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const refusal = await this.desk.settle(viewer, body);
    if (refusal) return this.show(reply, viewer, refusal.faults, refusal.status);
    seeOther(reply, '/doubts');
  }

  private async show(reply: FastifyReply, viewer: Viewer, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const asked = doubtsList.asked(query);
    const { items, next } = await this.messages.everyUnknown(viewer.actor, placeOf(asked.after), PAGE, doubtFilter(asked.values));
    const shown = { ...(await this.desk.table(viewer, items)), ofAll: true, action: '/doubts', list: doubtsList.bar('/doubts', asked, { rows: items, next }, '/doubts/doubts.csv'), faults };
    sendPage(reply, this.pages.page(viewer, 'every-doubt', 'Messages in doubt', shown), status);
  }
}
