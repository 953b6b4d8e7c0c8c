import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../../platform/auth/access.js';
import { instant, listOf, pageOf, uuid } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { LetInService } from '../let-in.service.js';
import { viewingFields } from '../model/incident-input.js';
import type { StrandedIncident } from '../model/let-in.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const lettingIn = z.strictObject({ personId: viewingFields.personId, reason: z.string().trim().min(1).max(500) });
type LettingIn = z.output<typeof lettingIn>;

const listQuery = z.object(pageQuery);

const strandedIncident = z
  .object({
    incidentId: uuid, reference: z.string(), restrictionId: uuid, restrictedAt: instant,
    viewers: z.array(z.object({ name: z.string(), mayNotSignIn: z.boolean() })),
    people: z.array(z.object({ id: uuid, name: z.string() })).describe('Whom two administrators can let in.'),
    asked: z.object({ id: uuid, personId: uuid, person: z.string(), requestedBy: uuid, requestedByName: z.string(), reason: z.string(), requestedAt: instant, expiresAt: instant }).nullable().describe('The word that waits for another administrator\'s; null where there is none.'),
  })
  .meta({ id: 'StrandedIncident' }) satisfies z.ZodType<JsonOf<StrandedIncident>>;

type Answer = { readonly items: readonly StrandedIncident[]; readonly next: null };

/** Incidents that only some may see, and of those nobody can let others in any more. What they are about is in no answer. */
@ApiTags('incidents')
@Controller('api/v1/stranded-incidents')
@AllowRoles('admin')
export class LetInController {
  constructor(private readonly letIns: LetInService) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(strandedIncident) })
  @ApiOperation({ summary: 'Incidents whose list nobody can change any more' })
  async list(@Query({ schema: listQuery }) page: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<RowsPage<StrandedIncident>> {
    return pageOfRows(await this.letIns.stranded(actor), () => true, ({ incidentId: id }) => id, page);
  }

  @Post(':id/ask')
  @HttpCode(200)
  @AsksBrands()
  @ApiOkResponse({ standardSchema: listOf(strandedIncident) })
  @ApiOperation({ summary: 'Ask that a person be let in. Another administrator confirms it within ten minutes' })
  async ask(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: lettingIn }) body: LettingIn, @CurrentActor() actor: Actor): Promise<Answer> {
    await this.letIns.ask(actor, id, body);
    return this.all(actor);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @AsksBrands()
  @ApiOkResponse({ standardSchema: listOf(strandedIncident) })
  @ApiOperation({ summary: 'Confirm what another administrator asked for: with it the person is on the list' })
  async confirm(@Param('id', { schema: incidentId }) id: IncidentId, @Body({ schema: lettingIn }) body: LettingIn, @CurrentActor() actor: Actor): Promise<Answer> {
    await this.letIns.confirm(actor, id, body);
    return this.all(actor);
  }

  private async all(actor: Actor): Promise<Answer> {
    return { items: await this.letIns.stranded(actor), next: null };
  }
}
