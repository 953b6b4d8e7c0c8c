import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { type Incident, INCIDENT_KINDS, SEVERITIES } from '../contract.js';
import { IncidentService, type TimelineEntry } from '../incident.service.js';
import { amendmentSchema, declarationSchema } from '../model/incident-input.js';
import { incidentAnswer, timelineEntryAnswer } from './answers.schema.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const listQuery = z.object({
  status: z.enum(['open', 'closed']).optional(), kind: z.enum(INCIDENT_KINDS).optional(), severity: z.enum(SEVERITIES).optional(),
  words: z.string().trim().max(100).optional().describe('Part of a title or a reference.'), ...pageQuery,
});
const timelineQuery = z.object({ after: z.string().regex(/^\d{1,18}$/).default('0'), limit: z.coerce.number().int().min(1).max(500).default(200) });

@ApiTags('incidents')
@Controller('api/v1/incidents')
export class IncidentsController {
  constructor(private readonly incidents: IncidentService) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(incidentAnswer) })
  @ApiOperation({ summary: 'Incidents, newest first' })
  list(@Query({ schema: listQuery }) { after, limit, ...wanted }: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<RowsPage<Incident>> {
    return this.incidents.page({ ...wanted, ...sightOf(actor) }, after, limit);
  }

  @Post()
  @AsksBrands()
  @AllowRoles('commander')
  @ApiCreatedResponse({ standardSchema: incidentAnswer })
  @ApiOperation({ summary: 'Declare an incident. Nothing is sent by it' })
  declare(@Body({ schema: declarationSchema }) body: z.output<typeof declarationSchema>, @CurrentActor() actor: Actor): Promise<Incident> {
    return this.incidents.declare(actor, body);
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: incidentAnswer })
  @ApiOperation({ summary: 'One incident as it is known now' })
  get(@Param('id', { schema: incidentId }) id: IncidentId): Promise<Incident> {
    return this.incidents.get(id);
  }

  @Patch(':id')
  @AllowRoles('commander')
  @ApiOkResponse({ standardSchema: incidentAnswer })
  @ApiOperation({ summary: 'Change what is known: a new revision. Notices keep the facts that they were written with' })
  amend(
    @Param('id', { schema: incidentId }) id: IncidentId,
    @Body({ schema: amendmentSchema }) body: z.output<typeof amendmentSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<Incident> {
    return this.incidents.amend(actor, id, body);
  }

  @Post(':id/close')
  @HttpCode(200)
  @AllowRoles('commander')
  @ApiOkResponse({ standardSchema: incidentAnswer })
  @ApiOperation({ summary: 'Close an incident; what is going out goes on' })
  close(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentActor() actor: Actor): Promise<Incident> {
    return this.incidents.close(actor, id);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @AllowRoles('commander')
  @ApiOkResponse({ standardSchema: incidentAnswer })
  @ApiOperation({ summary: 'Open a closed incident again' })
  reopen(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentActor() actor: Actor): Promise<Incident> {
    return this.incidents.reopen(actor, id);
  }

  @Get(':id/timeline')
  @ApiOkResponse({ standardSchema: pageOf(timelineEntryAnswer) })
  @ApiOperation({ summary: 'Everything that happened to it, oldest first' })
  async timeline(
    @Param('id', { schema: incidentId }) id: IncidentId,
    @Query({ schema: timelineQuery }) { after, limit }: z.output<typeof timelineQuery>,
  ): Promise<{ items: readonly TimelineEntry[]; next: string | null }> {
    const items = await this.incidents.timeline(id, after, limit);
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }
}
