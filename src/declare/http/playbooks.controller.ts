import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { listOf } from '../../platform/http/answer.schema.js';
import { INCIDENT_KINDS, type IncidentKind } from '../contract.js';
import { type Playbook } from '../model/playbook.js';
import { PlaybooksService } from '../playbooks.service.js';
import { playbookAnswer } from './answers.schema.js';

const kindSchema = z.enum(INCIDENT_KINDS);

@ApiTags('playbooks')
@Controller('api/v1/playbooks')
export class PlaybooksController {
  constructor(private readonly playbooks: PlaybooksService) {}

  @Get()
  @ApiOkResponse({ standardSchema: listOf(playbookAnswer) })
  @ApiOperation({ summary: 'What each kind of incident starts from: severity, data, advice, briefing for agents' })
  list(): { items: readonly Playbook[]; next: null } {
    return { items: this.playbooks.list(), next: null };
  }

  @Get(':kind')
  @ApiOkResponse({ standardSchema: playbookAnswer })
  @ApiOperation({ summary: 'The playbook of one kind' })
  get(@Param('kind', { schema: kindSchema }) kind: IncidentKind): Playbook {
    return this.playbooks.get(kind);
  }
}
