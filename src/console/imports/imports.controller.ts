import { Body, Controller, Get, Header, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CustomerImports } from '../../audience/customer-imports.service.js';
import { customerImportQuery, touchpointImportQuery } from '../../audience/import.options.js';
import { type Brand } from '../../declare/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { AgentsOnDutyService } from '../../hear/agents-on-duty.service.js';
import { CallImports } from '../../hear/call-imports.service.js';
import { callImportQuery, intervalOptions, volumeImportQuery } from '../../hear/call-import.options.js';
import { brandsOf, isWithin } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { importKindOf, ImportMappings } from '../../platform/imports/import-mappings.js';
import { readOptions } from '../../platform/imports/import-options.js';
import { Importer, type ImportReport } from '../../platform/imports/importer.js';
import { type BadRow, type ImportRun, ImportRuns } from '../../platform/imports/import-runs.js';
import { readUpload, type Upload } from '../../platform/imports/upload.js';
import { pageOfMore, pageOfRows, uuidOf } from '../list/console-list.js';
import { badRowsList, importsList, mappingsList } from '../list/console-lists.js';
import { everyPage, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { ConsolePages } from '../page/console-pages.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { fieldsOf, mappingOf } from './mapping-form.js';
import { badRowColumns, badRowPlace, badRowPlaceOf, effectOf, importFilter, mappingColumns, mappingsAsked, runColumns } from './imports.lists.js';
import { HAS_ATTRIBUTES, importPage, importsPage, OF_EVERY_BRAND, type TypedImport } from './imports.presenter.js';

/** Beside a form that names every zone of the world. */
const SHOWN = 25;
/** Each has a form of its own, and stands below the imports. */
const MAPPINGS_SHOWN = 25;
const BAD_ROWS = 100;

/** Files in, and what became of them. A big file takes its time: the page answers when it is in. */
@ApiExcludeController()
@AllowRoles('ops', 'commander', 'admin')
@AsksBrands()
@Controller('imports')
export class ImportsPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly runs: ImportRuns,
    private readonly importer: Importer,
    private readonly customers: CustomerImports,
    private readonly calls: CallImports,
    private readonly duty: AgentsOnDutyService,
    private readonly mappings: ImportMappings,
    private readonly brands: BrandService,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { bring: asked } = query;
    const bring = typeof asked === 'string' ? importKindOf(asked) : null;
    await this.show(reply, viewer, this.typed(bring === null ? {} : { kind: bring }), [], 200, query);
  }

  @Get('imports.csv')
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = importsList.asked(query);
    const rows = everyPage<ImportRun>(({ id }) => id, (after, limit) => this.runs.list(limit, after, { ...importFilter(asked.values), brands: brandsOf(viewer.actor) }));
    return this.files.take(viewer, importsList, asked, { columns: runColumns, rows });
  }

  @Get('mappings.csv')
  @Header('cache-control', 'no-store')
  async mappingsFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = mappingsList.asked(query);
    return this.files.take(viewer, mappingsList, asked, { columns: mappingColumns, rows: mappingsAsked(await this.mappings.list(viewer.actor), asked.values) });
  }

  @Post()
  async upload(@Req() request: FastifyRequest, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    let typed = this.typed({});
    try {
      const upload = await readUpload(request);
      typed = this.typed(upload.options);
      seeOther(reply, `/imports/${(await this.run(viewer, typed, upload)).id}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, typed, faults, status);
    }
  }

  @Get(':id')
  async report(@Param('id', { schema: z.uuid() }) id: string, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [report, brands] = await Promise.all([this.importer.report(id), this.brandsOf(viewer)]);
    const asked = badRowsList.asked(query);
    const { rows, next } = pageOfMore(await this.runs.badRows(id, BAD_ROWS + 1, badRowPlaceOf(asked.after), effectOf(asked.values)), badRowPlace, BAD_ROWS);
    const list = badRowsList.bar(`/imports/${id}`, asked, { rows, next, total: asked.values.effect === '' ? report.badRowsTotal : null }, report.badRowsTotal > 0 ? `/imports/${id}/bad-rows.csv` : null);
    sendPage(reply, this.pages.page(viewer, 'import', report.sourceName, { ...importPage({ ...report, badRows: rows }, this.pages.zone, fieldsOf(report.kind), brands), list }));
  }

  @Get(':id/bad-rows.csv')
  @Header('cache-control', 'no-store')
  async badRowsFile(@Param('id', { schema: z.uuid() }) id: string, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    await this.runs.get(id);
    const asked = badRowsList.asked(query);
    const rows = everyPage<BadRow>(badRowPlace, (after, limit) => this.runs.badRows(id, limit, badRowPlaceOf(after), effectOf(asked.values)));
    return this.files.take(viewer, badRowsList, asked, { columns: badRowColumns, rows });
  }

  /** Keeps how the file was read, as the form corrects it, for the next one. */
  @Post(':id/mapping')
  async saveMapping(@Param('id', { schema: z.uuid() }) id: string, @Body() body: unknown, @CurrentViewer() { actor }: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const report = await this.importer.report(id);
    await this.mappings.save(actor, report.kind, mappingOf(new Form(body), report));
    seeOther(reply, '/imports#mappings');
  }

  @Post('mappings/remove')
  async removeMapping(@Body() body: unknown, @CurrentViewer() { actor }: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const kind = importKindOf(form.text('kind'));
    if (kind !== null) await this.mappings.remove(actor, kind, form.text('name'));
    seeOther(reply, '/imports#mappings');
  }

  private async run({ actor }: Viewer, typed: TypedImport, { source }: Upload): Promise<ImportReport> {
    const kind = importKindOf(typed.kind);
    // a mapping goes before the zone that the form proposes, and behind what was chosen in it
    const { timeZone, preset, dateOrder, intervalMinutes, touchpoint, brand, unsealed } = typed;
    const chosen = Object.fromEntries(Object.entries({ preset, dateOrder, intervalMinutes, kind: touchpoint, saved: typed.saved, brand, ...(kind !== null && HAS_ATTRIBUTES.includes(kind) ? { unsealed } : {}) }).filter(([, value]) => value.trim() !== ''));
    const options = kind === null ? {} : { ...(timeZone.trim() === '' ? {} : { timeZone: timeZone.trim() }), ...(await this.mappings.applied(actor, kind, chosen)) };
    if (kind !== null && OF_EVERY_BRAND.includes(kind) && brandsOf(actor) !== null) throw new DomainError('forbidden', 'every-brand-needed', 'Calls and agents are of the whole company: somebody with the role in every brand brings them in.');
    switch (kind) {
      case 'customers':
        return this.customers.run('customers', source, readOptions(customerImportQuery, options), actor);
      case 'touchpoints':
        return this.customers.run('touchpoints', source, readOptions(touchpointImportQuery, options), actor);
      case 'calls':
        return this.calls.importCalls(source, readOptions(callImportQuery, options), actor);
      case 'volumes':
        return this.calls.importVolumes(source, intervalOptions(readOptions(volumeImportQuery, options)), actor);
      case 'agents':
        return this.duty.import(source, intervalOptions(readOptions(volumeImportQuery, options)), actor);
      default:
        throw new DomainError('unprocessable', 'import-kind-unknown', 'Say what is in the file.');
    }
  }

  private async show(reply: FastifyReply, viewer: Viewer, typed: TypedImport, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const [asked, askedMappings] = [importsList.asked(query), mappingsList.asked(query)];
    const [read, saved, brands] = await Promise.all([this.runs.list(SHOWN + 1, uuidOf(asked.after), { ...importFilter(asked.values), brands: brandsOf(viewer.actor) }), this.mappings.list(viewer.actor), this.brandsOf(viewer)]);
    const { rows: runs, next } = pageOfMore(read, ({ id }) => id, SHOWN);
    const mappings = pageOfRows(mappingsAsked(saved, askedMappings.values), ({ id }) => id, askedMappings.after, MAPPINGS_SHOWN);
    const lists = { runs: importsList.bar('/imports', asked, { rows: runs, next }, '/imports/imports.csv'), mappings: mappingsList.bar('/imports', askedMappings, mappings, '/imports/mappings.csv') };
    const data = importsPage({ brands, ofEveryBrand: brandsOf(viewer.actor) === null, lists, runs, saved, mappings: mappings.rows, typed, mayImport: mayDo(viewer, 'ops', 'commander', 'admin'), zone: this.pages.zone, faults });
    sendPage(reply, this.pages.page(viewer, 'imports', 'Imports', data), status);
  }

  private async brandsOf({ actor }: Viewer): Promise<readonly Brand[]> {
    return (await this.brands.list()).filter(({ id }) => isWithin(actor, id));
  }

  private typed(options: Readonly<Record<string, string>>): TypedImport {
    const { kind = 'customers', timeZone = this.pages.zone, touchpoint = '', preset = '', dateOrder = '', saved = '', intervalMinutes = '', brand = '', unsealed = 'refuse' } = options;
    return { brand, kind, timeZone, touchpoint, preset, dateOrder, saved, intervalMinutes, unsealed };
  }
}
