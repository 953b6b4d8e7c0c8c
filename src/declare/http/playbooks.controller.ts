import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { INCIDENT_KINDS, type IncidentKind } from '../contract.js';
import { type Playbook } from '../model/playbook.js';
import { PlaybooksService } from '../playbooks.service.js';

const kindSchema = z.enum(INCIDENT_KINDS);

@ApiTags('playbooks')
@Controller('api/v1/playbooks')
export class PlaybooksController {
  constructor(private readonly playbooks: PlaybooksService) {}

  @Get()
  @ApiOperation({ summary: 'What each kind of incident starts from: severity, data, advice, briefing for agents' })
  list(): { items: readonly Playbook[]; next: null } {
    return { items: this.playbooks.list(), next: null };
  }

  @Get(':kind')
  @ApiOperation({ summary: 'The playbook of one kind' })
  get(@Param('kind', { schema: kindSchema }) kind: IncidentKind): Playbook {
    return this.playbooks.get(kind);
  }
}
