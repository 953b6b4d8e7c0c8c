import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { fileAbout } from '../../kernel/file-name.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { COUNTED_SOON, orCounting } from '../../platform/http/counting.js';
import { LawClocksService } from '../law-clocks.service.js';
import { type LawAnswer, placesCsv } from '../model/law-answer.js';
import { lawAnswer } from './law.schema.js';

const uuid = z.uuid();

@ApiTags('law')
@Controller('api/v1/incidents/:id')
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
export class IncidentLawController {
  constructor(private readonly clocks: LawClocksService) {}

  @Get('law')
  @ApiOkResponse({ standardSchema: lawAnswer })
  @ApiOperation({ summary: 'Which laws bind, how long each clock has, and who was told where', description: 'A clock is met by what a person entered, or where the ledger shows that everybody who lives there was told by the statutory notice.' })
  async of(@Param('id', { schema: uuid }) id: string): Promise<LawAnswer> {
    const { incident, regimes, countedAt, places, clocks, unruled, anchors, entries, substitute } = await this.clocks.of(id as IncidentId);
    return {
      incidentId: incident.id, regimes, countedAt, places, clocks,
      anchors: anchors.map(({ incidentId: _, ...entered }) => entered), entries: entries.map(({ incidentId: _, ...entry }) => entry), substitute, placesWithoutRule: unruled,
    };
  }

  @Get('law.csv')
  @ApiOkResponse({ content: { 'text/csv': {} } })
  @ApiAcceptedResponse({ description: COUNTED_SOON, content: { 'application/json': { schema: { $ref: '#/components/schemas/Counting' } } } })
  @ApiOperation({ summary: 'Residents affected and told by place, as regulators ask for them. Of a large incident 202, and no table, before the first count' })
  async csv(@Param('id', { schema: uuid }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const { incident, places, isCounting } = await this.clocks.of(id as IncidentId);
    // A file can't be half of one, and a table without lines would say that nobody is affected.
    if (isCounting) return void reply.header('cache-control', 'no-store').send(orCounting(reply, null));
    void reply.header('content-disposition', `attachment; filename="${fileAbout(incident, `told-by-place-${incident.reference}.csv`)}"`).header('cache-control', 'no-store').type('text/csv; charset=utf-8').send(placesCsv(places ?? []));
  }
}
