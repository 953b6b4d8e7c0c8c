import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../auth/access.js';
import { pageOf } from '../http/answer.schema.js';
import { alertAnswer } from './alert-answer.schema.js';
import { type Alert } from './alert.records.js';
import { Alerts } from './alerts.js';

const alertId = z.uuid();
const listQuery = z.object({ live: z.stringbool().optional(), severity: z.enum(['warning', 'critical']).optional(), after: alertId.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

@ApiTags('alerts')
@Controller('api/v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: Alerts) {}

  @Get()
  @AsksBrands()
  @AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor', 'admin')
  @ApiOkResponse({ standardSchema: pageOf(alertAnswer) })
  @ApiOperation({ summary: 'What should not be: what is still so first, then newest first' })
  async list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<{ items: readonly Alert[]; next: string | null }> {
    const items = await this.alerts.list({ ...query, sight: sightOf(actor) });
    return { items, next: items.length === query.limit ? items.at(-1)!.id : null };
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @AllowRoles('commander', 'ops', 'admin')
  @ApiOkResponse({ standardSchema: alertAnswer })
  @ApiOperation({ summary: 'Somebody has seen it; what happened and is over is closed by that' })
  acknowledge(@Param('id', { schema: alertId }) id: string, @CurrentActor() actor: Actor): Promise<Alert> {
    return this.alerts.acknowledge(actor, id);
  }
}
