import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type FailureFilter, type PreflightFailure } from '../../approve/model/preflight.js';
import { NoticeService } from '../../approve/notice.service.js';
import { PreflightService } from '../../approve/preflight.service.js';
import { type Lacking } from '../../compose/contract.js';
import { type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { numberOf, pageOfMore } from '../list/console-list.js';
import { lackingList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { missingWords } from '../page/missing.words.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { PART_LABELS } from '../words/templates.presenter.js';

const noticeId = z.uuid().transform((id) => id as NoticeId);
const PAGE = 100;
const IN_ANY_LANGUAGE = { locale: null };
const COLUMNS: Columns<PreflightFailure> = {
  customer: ({ reference }) => reference, order: ({ position }) => position + 1,
  missing: ({ lacking }) => lacking.map(({ part, missing }) => `${partLabel(part)}: ${missing.join(' ')}`).join('; '),
  meaning: ({ lacking }) => missingWords(lacking, IN_ANY_LANGUAGE).map(({ sentence }) => sentence).join(' '),
};
const partLabel = (part: Lacking['part']): string => (part === 'every' ? 'Everywhere' : PART_LABELS[part]);
const placeOf = ({ position }: PreflightFailure): string => String(position);

/** Who can't be written to, and what is missing for it. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
@Controller('notices/:id/lacking')
export class LackingController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly notices: NoticeService,
    private readonly preflights: PreflightService,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [notice, asked, here] = [await this.notices.get(id), lackingList.asked(query), `/notices/${id}/lacking`];
    const { rows, next } = pageOfMore(await this.read(id, asked.values, numberOf(asked.after), PAGE + 1), placeOf, PAGE);
    const about = { ...IN_ANY_LANGUAGE, incident: { id: notice.incidentId, mayAmend: mayDo(viewer, 'commander') } };
    const items = rows.map(({ reference, lacking }) => ({ reference, lacking: lacking.map(({ part, missing }) => ({ part: partLabel(part), names: missing.join(', ') })) }));
    const missing = missingWords(rows.flatMap(({ lacking }) => lacking), about);
    sendPage(reply, this.pages.page(viewer, 'lacking', 'Who can’t be written to', { notice, items, missing, list: lackingList.bar(here, asked, { rows, next }, `${here}/lacking.csv`) }));
  }

  @Get('lacking.csv')
  @Header('cache-control', 'no-store')
  async file(@Param('id', { schema: noticeId }) id: NoticeId, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const [notice, asked] = [await this.notices.get(id), lackingList.asked(query)];
    return this.files.take(viewer, lackingList, asked, { columns: COLUMNS, rows: everyPage<PreflightFailure>(placeOf, (after, limit) => this.read(id, asked.values, after, limit)), incident: notice.incidentId });
  }

  private read(id: NoticeId, { part, name }: Readonly<Record<'part' | 'name', string>>, after: string | null, limit: number): Promise<readonly PreflightFailure[]> {
    return this.preflights.failures(id, after === null ? -1 : Number(after), limit, { part: (part || null) as FailureFilter['part'], name: name || null });
  }
}
