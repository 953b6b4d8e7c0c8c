import { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId } from '../../kernel/ids.js';
import { saysIn } from '../../kernel/says-in.js';
import { AllowRoles, CurrentActor } from '../../platform/auth/access.js';
import { pageOf } from '../../platform/http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../../platform/http/page-of-rows.js';
import { readUpload } from '../../platform/imports/upload.js';
import { AudienceLists, type ListReport, type ListSource } from '../audience-lists.service.js';
import { type AudienceList } from '../store/audience-list.repository.js';
import { audienceListAnswer, listReportAnswer } from './answers.schema.js';

const references = z.array(z.union([z.string(), z.number().int().transform(String)])).min(1);
const listQuery = z.object({ words: z.string().trim().max(100).optional().describe('Part of its name.'), ...pageQuery });
const page = z.object({ after: z.string().max(200).default(''), limit: z.coerce.number().int().min(1).max(1_000).default(100) });

/** Lists of references: who was affected, as another system knows it. */
@ApiTags('audiences')
@Controller('api/v1')
@AllowRoles('commander', 'author')
export class AudienceListsController {
  constructor(private readonly lists: AudienceLists) {}

  @Post('incidents/:id/lists')
  @ApiOperation({ summary: 'Upload a list of references: one on each line, a CSV with a column reference, NDJSON, or a JSON array' })
  @ApiConsumes('application/json', 'text/csv', 'application/x-ndjson', 'multipart/form-data')
  @ApiBody({ schema: { type: 'array', items: { type: 'string' } } })
  @ApiQuery({ name: 'name', required: false, description: 'What people call the list.' })
  @ApiCreatedResponse({ standardSchema: listReportAnswer, description: 'How many references, how many are customers, and the first hundred that are not.' })
  async upload(@Param('id', { schema: z.uuid() }) id: string, @Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ListReport> {
    return this.lists.upload(id as IncidentId, await uploadedList(request), actor);
  }

  @Get('incidents/:id/lists')
  @ApiOkResponse({ standardSchema: pageOf(audienceListAnswer) })
  @ApiOperation({ summary: 'Lists of an incident, newest first' })
  async list(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: listQuery }) { after, limit, words = '' }: z.output<typeof listQuery>): Promise<RowsPage<AudienceList>> {
    return pageOfRows(await this.lists.list(id as IncidentId), ({ name }) => saysIn(words, name), ({ id: key }) => key, { after, limit });
  }

  @Get('lists/:id')
  @ApiOkResponse({ standardSchema: audienceListAnswer })
  @ApiOperation({ summary: 'One list' })
  get(@Param('id', { schema: z.uuid() }) id: string): Promise<AudienceList> {
    return this.lists.get(id);
  }

  @Get('lists/:id/not-found')
  @ApiOkResponse({ standardSchema: pageOf(z.string()) })
  @ApiOperation({ summary: 'References of which no customer is known' })
  async notFound(@Param('id', { schema: z.uuid() }) id: string, @Query({ schema: page }) { after, limit }: z.output<typeof page>): Promise<{ items: readonly string[]; next: string | null }> {
    const items = await this.lists.notFound(id, limit, after);
    return { items, next: items.length === limit ? items.at(-1)! : null };
  }
}

async function uploadedList(request: FastifyRequest): Promise<ListSource> {
  const name = (request.query as { name?: unknown }).name;
  const named = (source: ListSource): ListSource => (typeof name === 'string' && name.trim() !== '' ? { ...source, name: name.trim() } : source);
  if (!Array.isArray(request.body)) return named((await readUpload(request)).source);
  const parsed = references.safeParse(request.body);
  if (!parsed.success) throw new DomainError('unprocessable', 'request-invalid', 'The body must be a list of references, each a text.');
  return named({ stream: Readable.from(parsed.data.map((reference) => `${JSON.stringify({ reference })}\n`)), format: 'ndjson', name: 'request' });
}
