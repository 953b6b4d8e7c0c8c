import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { listOf, pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { type IncidentHold } from '../contract.js';
import { holdEnding, holdPlacing, holdShape, isWantedHold, standingAsked } from '../model/hold.js';
import { HoldService } from '../hold.service.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const placing = holdPlacing('Until when they asked for it.');
const listQuery = z.object({ standing: standingAsked, ...pageQuery });

const holdAnswer = z.object(holdShape).meta({ id: 'IncidentHold' }) satisfies z.ZodType<JsonOf<IncidentHold>>;
const holds = listOf(holdAnswer);

interface Holds {
  readonly items: readonly IncidentHold[];
  readonly next: null;
}

@ApiTags('law')
@Controller('api/v1/incidents/:id/holds')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class HoldsController {
  constructor(private readonly service: HoldService) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(holdAnswer) })
  @ApiOperation({ summary: 'Times in which law enforcement asked that nobody is told, oldest first' })
  async of(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: listQuery }) { after, limit, standing }: z.output<typeof listQuery>): Promise<RowsPage<IncidentHold>> {
    return pageOfRows(await this.service.of([id]), isWantedHold(standing), ({ id: key }) => key, { after, limit });
  }

  @Post()
  @HttpCode(200)
  @AllowRoles('commander', 'legal')
  @ApiOkResponse({ standardSchema: holds })
  @ApiOperation({ summary: 'Place a hold: what goes out is paused, and nothing of the incident starts or goes on until somebody ends it' })
  async place(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: placing }) body: z.output<typeof placing>, @CurrentActor() actor: Actor): Promise<Holds> {
    await this.service.place(actor, id, body);
    return this.all(id);
  }

  @Post('end')
  @HttpCode(200)
  @AllowRoles('commander', 'legal')
  @ApiOkResponse({ standardSchema: holds })
  @ApiOperation({ summary: 'End it. What was paused waits for a person to let it go on' })
  async end(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: holdEnding }) { reason }: z.output<typeof holdEnding>, @CurrentActor() actor: Actor): Promise<Holds> {
    await this.service.end(actor, id, reason);
    return this.all(id);
  }

  private async all(id: IncidentId): Promise<Holds> {
    return { items: await this.service.of([id]), next: null };
  }
}
