import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { AsksBrands } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, type RowsPage } from '../../platform/http/page-of-rows.js';
import { type Playbook, Templates } from '../contract.js';
import { playbookSchema } from '../model/playbook.js';
import { kindParam, playbooksQuery } from './wording.schema.js';

const playbookAnswer = playbookSchema.meta({ id: 'Playbook' });

@ApiTags('playbooks')
@AsksBrands()
@Controller('api/v1/playbooks')
export class PlaybooksController {
  constructor(private readonly templates: Templates) {}

  @Get()
  @ApiOkResponse({ standardSchema: pageOf(playbookAnswer) })
  @ApiOperation({ summary: 'What each kind of incident starts from: severity, data, advice, briefing for agents' })
  async list(@Query({ schema: playbooksQuery }) { after, limit, kind: wanted }: z.output<typeof playbooksQuery>): Promise<RowsPage<Playbook>> {
    const all = await Promise.all(INCIDENT_KINDS.map((kind) => this.templates.playbook(kind)));
    return pageOfRows(all, ({ kind }) => wanted === undefined || kind === wanted, ({ kind }) => kind, { after, limit });
  }

  @Get(':kind')
  @ApiOkResponse({ standardSchema: playbookAnswer })
  @ApiOperation({ summary: 'The playbook of one kind' })
  get(@Param('kind', { schema: kindParam }) kind: IncidentKind): Promise<Playbook> {
    return this.templates.playbook(kind);
  }
}
