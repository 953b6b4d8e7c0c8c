import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor, sightOf } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../auth/access.js';
import { count, instant, uuid } from '../http/answer.schema.js';
import { Retention, type RetentionPlan } from './retention.js';

const hold = z.object({ incident: z.uuid().nullable().describe('null: everything.'), reason: z.string().trim().min(3).max(500) });

export const retentionPlanAnswer = z
  .object({
    kinds: z.array(z.object({
      key: z.string(), title: z.string(), what: z.string(), setting: z.string(), days: count.describe('0: for good.'),
      due: count.describe('Rows that go with the next runs.'), nextAt: instant.nullable().describe('When the next row\'s time is over.'),
      openIncidents: count.describe('Incidents that must be closed before the time of their rows begins.'),
      heldIncidents: count.describe('Incidents whose rows stay until a hold is lifted.'),
      unsettledIncidents: count.describe('Incidents whose time is over, and whose rows stay until messages in doubt or under way are settled.'),
    })),
    holds: z.array(z.object({ id: uuid, incidentId: uuid.nullable(), incident: z.string().nullable(), reason: z.string(), setByName: z.string().nullable(), setAt: instant })),
    heldAll: z.boolean(),
  })
  .meta({ id: 'RetentionPlan' }) satisfies z.ZodType<JsonOf<RetentionPlan>>;

/** For how long personal data is kept, what goes next, and what is held. */
@ApiTags('privacy')
@Controller('api/v1/retention')
@AllowRoles('legal', 'admin')
export class RetentionController {
  constructor(private readonly retention: Retention) {}

  @Get()
  @AllowRoles('legal', 'admin', 'auditor')
  @ApiOkResponse({ standardSchema: retentionPlanAnswer })
  @ApiOperation({ summary: 'What the next runs would forget, of each kind; nothing is changed' })
  plan(@CurrentActor() actor: Actor): Promise<RetentionPlan> {
    return this.retention.plan(sightOf(actor));
  }

  @Post('holds')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Hold: what is known of an incident, or of everything, stays until the hold is lifted', description: 'Nobody whom it concerns is erased meanwhile.' })
  hold(@Body({ schema: hold }) { incident, reason }: z.output<typeof hold>, @CurrentActor() actor: Actor): Promise<void> {
    return this.retention.hold(actor, incident as IncidentId | null, reason);
  }

  @Delete('holds/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Lift a hold' })
  lift(@Param('id', { schema: z.uuid() }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.retention.lift(actor, id);
  }
}
