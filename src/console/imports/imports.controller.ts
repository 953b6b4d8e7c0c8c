import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CustomerImports } from '../../audience/customer-imports.service.js';
import { CallImports } from '../../hear/call-imports.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Importer, type ImportReport } from '../../platform/imports/importer.js';
import { ImportRuns } from '../../platform/imports/import-runs.js';
import { readUpload, type Upload } from '../../platform/imports/upload.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { importPage, importsPage, type TypedImport } from './imports.presenter.js';

const SHOWN = 50;

/** Files in, and what became of them. A big file takes its time: the page answers when it is in. */
@ApiExcludeController()
@AllowRoles('ops', 'commander', 'admin')
@Controller('imports')
export class ImportsPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly runs: ImportRuns,
    private readonly importer: Importer,
    private readonly customers: CustomerImports,
    private readonly calls: CallImports,
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, { kind: 'customers', timeZone: this.pages.zone, touchpoint: '' }, [], 200);
  }

  @Post()
  async upload(@Req() request: FastifyRequest, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    let typed: TypedImport = { kind: 'customers', timeZone: this.pages.zone, touchpoint: '' };
    try {
      const upload = await readUpload(request);
      typed = { kind: upload.options['kind'] ?? '', timeZone: upload.options['timeZone'] ?? '', touchpoint: upload.options['touchpoint'] ?? '' };
      seeOther(reply, `/imports/${(await this.run(viewer, typed, upload)).id}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, typed, faults, status);
    }
  }

  @Get(':id')
  async report(@Param('id', { schema: z.uuid() }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const report = await this.importer.report(id);
    sendPage(reply, this.pages.page(viewer, 'import', report.sourceName, importPage(report, this.pages.zone)));
  }

  private run({ actor }: Viewer, { kind, timeZone, touchpoint }: TypedImport, { source }: Upload): Promise<ImportReport> {
    const options = { timeZone: timeZone.trim() || undefined };
    switch (kind) {
      case 'customers':
        return this.customers.run('customers', source, options, actor);
      case 'touchpoints':
        return this.customers.run('touchpoints', source, { ...options, kind: touchpoint.trim() || undefined }, actor);
      case 'calls':
        return this.calls.importCalls(source, options, actor);
      case 'volumes':
        return this.calls.importVolumes(source, options, actor);
      default:
        throw new DomainError('unprocessable', 'import-kind-unknown', 'Say what is in the file.');
    }
  }

  private async show(reply: FastifyReply, viewer: Viewer, typed: TypedImport, faults: readonly string[], status: number): Promise<void> {
    const runs = await this.runs.list(SHOWN);
    sendPage(reply, this.pages.page(viewer, 'imports', 'Imports', importsPage(runs, typed, mayDo(viewer, 'ops', 'commander', 'admin'), this.pages.zone, faults)), status);
  }
}
