import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { instant, uuid } from '../../platform/http/answer.schema.js';
import { type Restricting, restrictingSchema, viewingFields } from '../model/incident-input.js';
import type { WhoSees } from '../model/restriction.js';
import { RestrictionService, RESTRICTERS } from '../restriction.service.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const personId = z.uuid().transform((id) => id as PersonId);
const reason = z.string().trim().min(1).max(500);
const adding = z.strictObject({ ...viewingFields, reason });
const because = z.strictObject({ reason });

const whoSees = z
  .object({
    restriction: z.object({ id: uuid, incidentId: uuid, reason: z.string(), placedBy: z.string(), placedAt: instant }).nullable().describe('null: everybody with a role.'),
    viewers: z.array(z.object({ personId: uuid, name: z.string(), withKeys: z.boolean(), reason: z.string(), addedBy: z.string(), addedAt: instant })),
  })
  .meta({ id: 'WhoSees' }) satisfies z.ZodType<JsonOf<WhoSees>>;

/** Incidents that only some may see. For whoever is not on the list each of these is a 404. */
@ApiTags('incidents')
@Controller('api/v1/incidents/:id/viewers')
@AllowRoles(...RESTRICTERS)
export class RestrictionsController {
  constructor(private readonly restrictions: RestrictionService) {}

  @Get()
  @ApiOkResponse({ standardSchema: whoSees })
  @ApiOperation({ summary: 'Who may see the incident' })
  of(@Param('id', { schema: incidentId }) id: IncidentId): Promise<WhoSees> {
    return this.restrictions.of(id);
  }

  @Post('restrict')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: whoSees })
  @ApiOperation({ summary: 'Only you, and the people you name, may see it from now on' })
  async restrict(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: restrictingSchema }) body: Restricting, @CurrentActor() actor: Actor): Promise<WhoSees> {
    await this.restrictions.restrict(actor, id, body.reason, body.people);
    return this.of(id);
  }

  @Post('lift')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: whoSees })
  @ApiOperation({ summary: 'Everybody with a role may see it again' })
  async lift(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: because }) body: z.output<typeof because>, @CurrentActor() actor: Actor): Promise<WhoSees> {
    await this.restrictions.lift(actor, id, body.reason);
    return this.of(id);
  }

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: whoSees })
  @ApiOperation({ summary: 'Let another person see it. Nobody lets himself in' })
  async add(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: adding }) { reason: why, ...one }: z.output<typeof adding>, @CurrentActor() actor: Actor): Promise<WhoSees> {
    await this.restrictions.add(actor, id, one, why);
    return this.of(id);
  }

  @Delete(':person')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: whoSees })
  @ApiOperation({ summary: 'Take a person off the list' })
  async remove(@Param('id', { schema: incidentId }) id: IncidentId, @Param('person', { schema: personId }) person: PersonId, @Body({ schema: because }) body: z.output<typeof because>, @CurrentActor() actor: Actor): Promise<WhoSees> {
    await this.restrictions.remove(actor, id, person, body.reason);
    return this.of(id);
  }
}
