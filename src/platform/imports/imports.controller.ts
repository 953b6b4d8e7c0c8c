import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { pageOf } from '../http/answer.schema.js';
import { type Actor, brandsOf } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands, CurrentActor } from '../auth/access.js';
import { badRowsCsv } from './bad-rows-file.js';
import { type ImportReport, Importer } from './importer.js';
import { IMPORT_KINDS } from './import-definition.js';
import { type ImportRun, ImportRuns } from './import-runs.js';
import { importReportAnswer, importRunAnswer } from './import-answer.schema.js';

const listQuery = z.object({ kind: z.enum(IMPORT_KINDS).optional(), state: z.enum(['running', 'done', 'failed']).optional(), after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

@ApiTags('imports')
@Controller('api/v1/imports')
@AllowRoles('ops', 'commander', 'admin')
export class ImportsController {
  constructor(
    private readonly runs: ImportRuns,
    private readonly importer: Importer,
  ) {}

  @Get()
  @AsksBrands()
  @ApiOkResponse({ standardSchema: pageOf(importRunAnswer) })
  @ApiOperation({ summary: 'Imports, newest first' })
  async list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>, @CurrentActor() actor: Actor): Promise<{ items: readonly ImportRun[]; next: string | null }> {
    const items = await this.runs.list(query.limit, query.after ?? null, { ...query, brands: brandsOf(actor) });
    return { items, next: items.length === query.limit ? items[items.length - 1]!.id : null };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: importReportAnswer })
  @ApiOperation({ summary: 'One import: its state, counts, and the first hundred bad rows' })
  async get(@Param('id', { schema: z.uuid() }) id: string): Promise<ImportAnswer> {
    return importAnswer(await this.importer.report(id));
  }

  @Get(':id/bad-rows.csv')
  @ApiOperation({ summary: 'All bad rows of an import as CSV' })
  @ApiProduces('text/csv')
  @Header('cache-control', 'no-store')
  async badRows(@Param('id', { schema: z.uuid() }) id: string): Promise<StreamableFile> {
    const run = await this.runs.get(id);
    return new StreamableFile(Readable.from(await badRowsCsv(this.runs, id)), { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="bad-rows-${run.id}.csv"` });
  }
}

/** A report as the API answers it, with the address of the file of all bad rows. */
export interface ImportAnswer extends ImportReport {
  readonly badRowsFile: string;
}

export const importAnswer = (report: ImportReport): ImportAnswer => ({ ...report, badRowsFile: `/api/v1/imports/${report.id}/bad-rows.csv` });
