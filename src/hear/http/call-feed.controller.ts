import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { BEING_COUNTED, type Counting, orCounting } from '../../platform/http/counting.js';
import { importReportAnswer } from '../../platform/imports/import-answer.schema.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { ImportMappings, SAVED } from '../../platform/imports/import-mappings.js';
import { importAnswer, type ImportAnswer } from '../../platform/imports/imports.controller.js';
import { readOptions } from '../../platform/imports/import-options.js';
import { AgentsOnDutyService } from '../agents-on-duty.service.js';
import { intervalOptions, volumeImportQuery } from '../call-import.options.js';
import { CallReasons } from '../call-reasons.service.js';
import { type CallGap, type CallReason } from '../contract.js';
import { FeedGapsService } from '../feed-gaps.service.js';
import { type AgentsOnDuty } from '../store/agents-on-duty.repository.js';
import { dutyAnswer, dutyQuery, gapAnswer, gapBody, gapDecision, gapsAnswer, gapsQuery, reasonsAnswer, reasonsBody, reasonsQuery, reasonsSetAnswer } from './call-feed.schema.js';
import { fileOf } from './file-of.js';

const uuid = z.uuid();

/** What is to be known of the phones besides the calls themselves. */
@ApiTags('calls')
@Controller('api/v1')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'agent', 'auditor', 'admin')
export class CallFeedController {
  constructor(
    private readonly duty: AgentsOnDutyService,
    private readonly gaps: FeedGapsService,
    private readonly reasons: CallReasons,
    private readonly mappings: ImportMappings,
  ) {}

  @Post('agents-on-duty')
  @HttpCode(200)
  @AllowRoles('ops', 'commander', 'admin')
  @ApiOperation({
    summary: 'Take in how many agents were on duty, interval by interval',
    description: 'A JSON array, or CSV or NDJSON of any length, with queue, interval_start, interval_seconds or interval_minutes, agents (a mean over the interval). An interval that is known is replaced; one that is missing stays unknown.',
  })
  @ApiConsumes('application/json', 'text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiBody({ schema: { type: 'array', items: { type: 'object', required: ['interval_start', 'agents'], additionalProperties: true } } })
  @ApiQuery({ name: 'saved', required: false, description: SAVED })
  @ApiOkResponse({ standardSchema: importReportAnswer, description: 'Counts, and the first hundred bad rows.' })
  async takeDuty(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer> {
    const { source, options } = await fileOf(request, 'interval');
    return importAnswer(await this.duty.import(source, intervalOptions(readOptions(volumeImportQuery, await this.mappings.applied(actor, 'agents', options))), actor));
  }

  @Get('agents-on-duty')
  @ApiOkResponse({ standardSchema: dutyAnswer })
  @ApiOperation({ summary: 'Agents on duty in intervals that begin in [from, until)' })
  async listDuty(@Query({ schema: dutyQuery }) { from, until, queue, limit }: z.output<typeof dutyQuery>): Promise<{ items: AgentsOnDuty[]; next: string | null }> {
    const items = await this.duty.list(from, until, queue ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.intervalStart.toISOString() : null };
  }

  @Get('call-gaps')
  @ApiOkResponse({ standardSchema: gapsAnswer })
  @ApiOperation({ summary: 'Gaps of the feed of calls that touch [from, until), those that were found by themselves and wait for a person among them' })
  async listGaps(@Query({ schema: gapsQuery }) { from, until, after, limit, state, source }: z.output<typeof gapsQuery>): Promise<RowsPage<CallGap>> {
    return pageOfRows(await this.gaps.list(from, until), (gap) => (state === undefined || gap.state === state) && (source === undefined || gap.source === source), ({ id }) => id, { after, limit });
  }

  @Post('call-gaps')
  @AllowRoles('ops', 'commander', 'admin')
  @ApiCreatedResponse({ standardSchema: gapAnswer })
  @ApiOperation({ summary: 'Say that the feed had a gap', description: 'A gap is not a zero: its days are left out of forecasts, and what it touches out of both sides of a comparison.' })
  addGap(@Body({ schema: gapBody }) body: z.output<typeof gapBody>, @CurrentActor() actor: Actor): Promise<CallGap> {
    return this.gaps.add(actor, body);
  }

  @Post('call-gaps/:id/decision')
  @HttpCode(200)
  @AllowRoles('ops', 'commander', 'admin')
  @ApiOkResponse({ standardSchema: gapAnswer })
  @ApiOperation({ summary: 'Say whether a silence was a gap of the feed, or take a gap back' })
  decideGap(@Param('id', { schema: uuid }) id: string, @Body({ schema: gapDecision }) { state, reason }: z.output<typeof gapDecision>, @CurrentActor() actor: Actor): Promise<CallGap> {
    return this.gaps.decide(actor, id, state, reason);
  }

  @Get('incidents/:id/call-reasons')
  @ApiOkResponse({ standardSchema: reasonsAnswer })
  @ApiAcceptedResponse(BEING_COUNTED)
  @ApiOperation({ summary: 'Reasons of calls since the incident was declared, and which of them mean that a call is about it' })
  async reasonsOf(@Param('id', { schema: uuid }) id: string, @Query({ schema: reasonsQuery }) { after, limit, isIncident }: z.output<typeof reasonsQuery>, @Res({ passthrough: true }) reply: FastifyReply): Promise<RowsPage<CallReason> | Counting> {
    const reasons = await this.reasons.ofIncident(id as IncidentId);
    return orCounting(reply, reasons && pageOfRows(reasons, (one) => isIncident === undefined || one.isIncident === isIncident, ({ tag }) => tag, { after, limit }));
  }

  @Put('incidents/:id/call-reasons')
  @AllowRoles('ops', 'commander', 'admin')
  @ApiOkResponse({ standardSchema: reasonsSetAnswer })
  @ApiAcceptedResponse({ ...BEING_COUNTED, description: 'It is said, and kept; how many calls gave each is being counted.' })
  @ApiOperation({ summary: 'Say which reasons mean that a call is about the incident: these, and no others' })
  async setReasons(@Param('id', { schema: uuid }) id: string, @Body({ schema: reasonsBody }) { tags }: z.output<typeof reasonsBody>, @CurrentActor() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ items: CallReason[]; next: null } | Counting> {
    const items = await this.reasons.set(actor, id as IncidentId, tags);
    return orCounting(reply, items && { items, next: null });
  }
}
