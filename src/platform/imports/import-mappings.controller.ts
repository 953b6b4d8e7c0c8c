import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { type JsonOf } from '../../kernel/json-of.js';
import { saysIn } from '../../kernel/says-in.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../auth/access.js';
import { instant, pageOf, uuid } from '../http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../http/page-of-rows.js';
import { IMPORT_KINDS, type ImportKind } from './import-definition.js';
import { type ImportMapping, ImportMappings, mappingName } from './import-mappings.js';

const kind = z.enum(IMPORT_KINDS);
const listQuery = z.object({ kind: kind.optional(), words: z.string().trim().max(100).optional().describe('Part of its name.'), ...pageQuery });
const body = z.strictObject({
  brandId: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be the short name of a brand').nullable().default(null).describe('Whose files they are; null for all of the company’s.'),
  options: z.record(z.string().regex(/^\w{1,60}$/, 'must be the name of an option'), z.string().max(20_000).regex(/^[^\0]*$/, 'must hold no NUL')).describe('Options of the import, as in its address: timeZone, mapping (JSON), preset, outcomes (JSON) and so on.'),
});

const mappingAnswer = z
  .object({ id: uuid, kind, name: z.string(), brandId: z.string().nullable(), options: z.record(z.string(), z.string()), savedBy: z.string(), savedAt: instant })
  .meta({ id: 'ImportMapping' }) satisfies z.ZodType<JsonOf<ImportMapping>>;
const mappingsAnswer = pageOf(mappingAnswer);

@ApiTags('imports')
@Controller('api/v1/import-mappings')
@AllowRoles('ops', 'commander', 'admin')
@AsksBrands()
export class ImportMappingsController {
  constructor(private readonly mappings: ImportMappings) {}

  @Get()
  @ApiOkResponse({ standardSchema: mappingsAnswer })
  @ApiOperation({ summary: 'Saved mappings: how files of a kind are read', description: 'An import takes one by its option `saved`; options that are given beside it go before.' })
  async list(@Query({ schema: listQuery }) { after, limit, kind: wanted, words = '' }: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<RowsPage<ImportMapping>> {
    return pageOfRows(await this.mappings.list(actor), (one) => (wanted === undefined || one.kind === wanted) && saysIn(words, one.name), ({ id }) => id, { after, limit });
  }

  @Put(':kind/:name')
  @ApiOkResponse({ standardSchema: mappingAnswer })
  @ApiOperation({ summary: 'Save a mapping; one of that name is replaced' })
  save(@Param('kind', { schema: kind }) of: ImportKind, @Param('name', { schema: mappingName }) named: string, @Body({ schema: body }) { brandId, options }: z.output<typeof body>, @CurrentActor() actor: Actor): Promise<ImportMapping> {
    return this.mappings.save(actor, of, { name: named, brandId, options });
  }

  @Delete(':kind/:name')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Forget a mapping' })
  remove(@Param('kind', { schema: kind }) of: ImportKind, @Param('name', { schema: mappingName }) named: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.mappings.remove(actor, of, named);
  }
}
