import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { importReportAnswer } from '../../platform/imports/import-answer.schema.js';
import { importAnswer, type ImportAnswer } from '../../platform/imports/imports.controller.js';
import { ImportMappings, SAVED } from '../../platform/imports/import-mappings.js';
import { readOptions } from '../../platform/imports/import-options.js';
import { type CallImportReport, CallImports } from '../call-imports.service.js';
import { PRESET_IDS } from '../model/presets/call-preset.js';
import { DATE_ORDERS } from '../model/presets/written-time.js';
import { callImportQuery, intervalOptions, volumeImportQuery } from '../call-import.options.js';
import { MOST_JSON_CALLS } from './call-imports.schema.js';
import { fileOf } from './file-of.js';
import { callImportAnswer, callVolumeAnswer } from './answers.schema.js';

const volumesQuery = z.object({
  from: z.coerce.date(),
  until: z.coerce.date(),
  queue: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

/** Records of calls from the contact centre: single calls, or counts for intervals. */
@ApiTags('calls')
@Controller('api/v1')
export class CallImportsController {
  constructor(
    private readonly imports: CallImports,
    private readonly mappings: ImportMappings,
  ) {}

  @Post('calls')
  @HttpCode(200)
  @AllowRoles('ops', 'commander', 'admin')
  @ApiOperation({
    summary: 'Take in call records',
    description: `A JSON array of up to ${MOST_JSON_CALLS} calls (1 MB), or CSV or NDJSON of any length, streamed. Fields: call_id, queue, offered_at, answered_at, ended_at, outcome, wait_seconds, talk_seconds, phone or caller_hash or customer, reason_tag (several with semicolons), agent. Exports of Amazon Connect, Genesys Cloud, Five9, Zendesk Talk, Twilio and Asterisk are known by their header. A call is one for its source and call_id; the same again changes nothing. Numbers are hashed at once and never stored. Send what Twilio's webhook has reported already with source=twilio and its CallSid, else it counts twice.`,
  })
  @ApiConsumes('application/json', 'text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiBody({ schema: { type: 'array', items: { type: 'object', required: ['offered_at'], additionalProperties: true } } })
  @ApiQuery({ name: 'outcomes', required: false, description: 'JSON: the file\'s words for outcomes and ours for them; null leaves such calls out.' })
  @ApiQuery({ name: 'mapping', required: false, description: 'JSON: column of the file and the field that it is, or null to leave it out.' })
  @ApiQuery({ name: 'timeZone', required: false, description: 'IANA zone of times without an offset.' })
  @ApiQuery({ name: 'preset', required: false, enum: [...PRESET_IDS, 'generic'], description: 'Whose export a CSV file is. Default: found out from its header, unless a mapping is given.' })
  @ApiQuery({ name: 'dateOrder', required: false, enum: [...DATE_ORDERS], description: 'Of dates such as 3/2/2026. Default: mdy.' })
  @ApiQuery({ name: 'allInbound', required: false, description: 'true: the file holds nothing but calls that came in, although no column says so.' })
  @ApiQuery({ name: 'inboundContexts', required: false, description: 'JSON: contexts of an Asterisk dialplan in which calls come in, besides the usual ones.' })
  @ApiQuery({ name: 'saved', required: false, description: SAVED })
  @ApiQuery({ name: 'source', required: false, description: 'Whose call ids they are. Default: that of the preset, else records.' })
  @ApiOkResponse({ standardSchema: callImportAnswer, description: 'Counts, the first hundred bad rows, and how the calls found their customers.' })
  async calls(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer & Pick<CallImportReport, 'matches'>> {
    const { source, options } = await fileOf(request);
    const report = await this.imports.importCalls(source, readOptions(callImportQuery, await this.mappings.applied(actor, 'calls', options)), actor);
    return { ...importAnswer(report), matches: report.matches };
  }

  @Post('call-volumes')
  @HttpCode(200)
  @AllowRoles('ops', 'commander', 'admin')
  @ApiOperation({
    summary: 'Take in counts of calls for intervals',
    description: 'CSV or NDJSON with queue, interval_start, interval_seconds or interval_minutes, offered, answered, abandoned. An interval that is known is replaced; one that is missing stays unknown and is no zero.',
  })
  @ApiConsumes('text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiOkResponse({ standardSchema: importReportAnswer, description: 'Counts, and the first hundred bad rows.' })
  async volumes(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer> {
    const { source, options } = await fileOf(request);
    return importAnswer(await this.imports.importVolumes(source, intervalOptions(readOptions(volumeImportQuery, await this.mappings.applied(actor, 'volumes', options))), actor));
  }

  @Get('call-volumes')
  @AllowRoles('ops', 'commander', 'agent', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(callVolumeAnswer) })
  @ApiOperation({ summary: 'Counts of calls for intervals that begin in [from, until)' })
  async listVolumes(@Query({ schema: volumesQuery }) { from, until, queue, limit }: z.output<typeof volumesQuery>): Promise<{ items: unknown[]; next: string | null }> {
    const items = await this.imports.listVolumes(from, until, queue ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.intervalStart.toISOString() : null };
  }
}
