import { createReadStream } from 'node:fs';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { EvidenceService } from '../evidence.service.js';

const uuid = z.uuid();

/** What happened in an incident, for who has to prove it or to doubt it. */
@ApiTags('evidence')
@Controller('api/v1/incidents/:id')
@AllowRoles('auditor', 'admin', 'commander')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get('evidence.zip')
  @ApiProduces('application/zip')
  @ApiOperation({
    summary: 'The evidence pack: who was told what, when, by whose decision, with hashes that prove it',
    description: 'Customers stand in it by salted hashes alone. `npm run verify -- pack.zip` proves it without a database. Each download is on the record.',
  })
  async pack(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const pack = await this.evidence.take(actor, id as IncidentId);
    const file = createReadStream(pack.path).once('close', () => void pack.discard());
    void reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename="${pack.name}"`).type('application/zip').send(file);
  }
}
