import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { instant } from '../../platform/http/answer.schema.js';
import { ASKING_DECIDERS, ASKING_READERS, AskingService } from '../asking.service.js';
import type { Asking } from '../model/asking.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const deciding = z.strictObject({ answered: z.boolean(), reason: z.string().trim().min(1).max(500) });

const asking = z
  .object({ answered: z.boolean(), decision: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable().describe('null: nobody has decided, and it is answered.') })
  .meta({ id: 'Asking' }) satisfies z.ZodType<JsonOf<Asking>>;

@ApiTags('incidents')
@Controller('api/v1/incidents/:id/asking')
@AllowRoles(...ASKING_READERS)
export class AskingController {
  constructor(private readonly service: AskingService) {}

  @Get()
  @ApiOkResponse({ standardSchema: asking })
  @ApiOperation({ summary: 'Whether whoever asks at /affected is answered for the incident' })
  of(@Param('id', { schema: incidentId }) id: IncidentId): Promise<Asking> {
    return this.service.of(id);
  }

  @Put()
  @AllowRoles(...ASKING_DECIDERS)
  @ApiOkResponse({ standardSchema: asking })
  @ApiOperation({ summary: 'Take the incident out of what /affected answers for, or put it back' })
  async decide(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: deciding }) { answered, reason }: z.output<typeof deciding>, @CurrentActor() actor: Actor): Promise<Asking> {
    await this.service.decide(actor, id, answered, reason);
    return this.of(id);
  }
}
