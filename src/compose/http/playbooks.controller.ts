import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { AsksBrands } from '../../platform/auth/access.js';
import { listOf } from '../../platform/http/answer.schema.js';
import { type Playbook, Templates } from '../contract.js';
import { playbookSchema } from '../model/playbook.js';

const kindSchema = z.enum(INCIDENT_KINDS);
const playbookAnswer = playbookSchema.meta({ id: 'Playbook' });

@ApiTags('playbooks')
@AsksBrands()
@Controller('api/v1/playbooks')
export class PlaybooksController {
  constructor(private readonly templates: Templates) {}

  @Get()
  @ApiOkResponse({ standardSchema: listOf(playbookAnswer) })
  @ApiOperation({ summary: 'What each kind of incident starts from: severity, data, advice, briefing for agents' })
  async list(): Promise<{ items: readonly Playbook[]; next: null }> {
    return { items: await Promise.all(INCIDENT_KINDS.map((kind) => this.templates.playbook(kind))), next: null };
  }

  @Get(':kind')
  @ApiOkResponse({ standardSchema: playbookAnswer })
  @ApiOperation({ summary: 'The playbook of one kind' })
  get(@Param('kind', { schema: kindSchema }) kind: IncidentKind): Promise<Playbook> {
    return this.templates.playbook(kind);
  }
}
