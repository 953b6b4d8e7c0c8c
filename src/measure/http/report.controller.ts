import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { fileAbout } from '../../kernel/file-name.js';
import { type Actor } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { KeptFigures } from '../kept-figures.service.js';
import { reportCsv } from '../model/report-csv.js';
import { type IncidentReport, ReportService } from '../report.service.js';
import { BEING_COUNTED, COUNTED_SOON, type Counting, orCounting } from '../../platform/http/counting.js';
import { remarkedAnswer, reportAnswer, revisionsAnswer } from './report.schema.js';

const uuid = z.uuid();
const revision = z.coerce.number().int().min(1).max(1_000_000);
const historyQuery = z.object({ after: revision.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
const remark = z.strictObject({ words: z.string().trim().min(1).max(20_000) });

/** The after-action report: for people as a page and PDF in the console, for programs here. */
@ApiTags('report')
@Controller('api/v1/incidents/:id')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class ReportController {
  constructor(
    private readonly service: ReportService,
    private readonly kept: KeptFigures,
  ) {}

  @Get('report')
  @ApiOkResponse({ standardSchema: reportAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  @ApiOperation({ summary: 'The after-action report: speed, reach, first word, calls, hold time, answers, what failed, what to do better, who did what', description: 'Of an open incident its figures are those of now, of a large one those of `asOf`, counted behind whoever asks (202 before the first count); of a closed one the newest revision, which says what is other than in the one before.' })
  async report(@Param('id', { schema: uuid }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<IncidentReport | Counting> {
    return orCounting(reply, await this.kept.report(id as IncidentId));
  }

  @Get('report.csv')
  @ApiOkResponse({ content: { 'text/csv': {} } })
  @ApiAcceptedResponse({ description: COUNTED_SOON, content: { 'application/json': { schema: { $ref: '#/components/schemas/Counting' } } } })
  @ApiOperation({ summary: 'Its figures as a table: one a line, with their intervals. Of a large incident 202, and no table, before the first count' })
  async csv(@Param('id', { schema: uuid }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const report = await this.kept.report(id as IncidentId);
    if (report === null) return void reply.header('cache-control', 'no-store').send(orCounting(reply, report));
    const { figures, improve } = report;
    void reply.header('content-disposition', `attachment; filename="${fileAbout(figures.incident, `report-${figures.incident.reference}.csv`)}"`).header('cache-control', 'no-store').type('text/csv; charset=utf-8').send(reportCsv(figures, improve));
  }

  @Get('report/revisions')
  @ApiOkResponse({ standardSchema: revisionsAnswer })
  @ApiOperation({ summary: 'Its revisions, newest first: hourly while the incident is open, one at its end, and one whenever its figures changed afterwards' })
  async revisions(@Param('id', { schema: uuid }) id: string, @Query({ schema: historyQuery }) { after, limit }: z.output<typeof historyQuery>) {
    const items = await this.service.history(id as IncidentId, after ?? null, limit);
    return { items, next: items.length === limit ? String(items.at(-1)!.revision) : null };
  }

  @Get('report/revisions/:revision')
  @ApiOkResponse({ standardSchema: reportAnswer })
  @ApiOperation({ summary: 'A revision as it was kept' })
  async revision(@Param('id', { schema: uuid }) id: string, @Param('revision', { schema: revision }) wanted: number): Promise<IncidentReport> {
    return this.service.revision(id as IncidentId, wanted);
  }

  @Post('report/remarks')
  @HttpCode(201)
  @AllowRoles('commander', 'ops', 'legal')
  @ApiCreatedResponse({ standardSchema: remarkedAnswer })
  @ApiOperation({ summary: 'Write remarks into the report; the earlier ones stay as revisions' })
  async remark(@Param('id', { schema: uuid }) id: string, @Body({ schema: remark }) { words }: z.output<typeof remark>, @CurrentActor() actor: Actor): Promise<{ revision: number }> {
    return { revision: await this.service.remark(actor, id as IncidentId, words) };
  }
}
