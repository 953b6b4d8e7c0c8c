import { readFileSync } from 'node:fs';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AudienceService } from '../../audience/audience.service.js';
import { BreakGlassService } from '../../approve/break-glass.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type Incident } from '../../declare/contract.js';
import { fileAbout } from '../../kernel/file-name.js';
import { type IncidentId } from '../../kernel/ids.js';
import { type IncidentReport, ReportService } from '../../measure/report.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { projectPath } from '../../platform/config/project-path.js';
import { PdfPrinter } from '../../platform/print/pdf-printer.js';
import { isLarge } from '../../platform/figures/large.js';
import { CountedFigures } from '../../platform/figures/counted-figures.js';
import { seeOther, sendPage } from '../page/answer.js';
import { glassShown } from '../notices/glass.presenter.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { reportPage } from './report.presenter.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const MOST_WORDS = 20_000;
/** The page stays small; the PDF and the record have all. */
const DEEDS_SHOWN = 100;
const partQuery = z.object({ part: z.literal('counting').optional().catch(undefined) });

/** The after-action report as a page, on paper, and as a file. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller('incidents/:id')
export class ReportPageController {
  private readonly css = ['firstword.css', 'print.css'].map((file) => readFileSync(projectPath('templates', 'assets', file), 'utf8')).join('\n');

  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly reports: ReportService,
    private readonly printer: PdfPrinter,
    private readonly counted: CountedFigures,
    private readonly audiences: AudienceService,
    private readonly glass: BreakGlassService,
    private readonly clock: Clock,
  ) {}

  @Get('report')
  async report(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: partQuery }) { part }: z.output<typeof partQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const incident = await this.incidents.get(id);
    const shown = await this.shown(incident);
    reply.header('x-final', String(shown !== null));
    if (part) return sendPage(reply, this.pages.fragment('counting', {}, viewer));
    if (shown === null) return sendPage(reply, this.pages.page(viewer, 'report-counting', `${incident.reference}: report`, { incident }));
    const { deeds, ...data } = await this.dataOf(incident, shown);
    const last = deeds.slice(-DEEDS_SHOWN);
    sendPage(reply, this.pages.page(viewer, 'report', `${data.incident.reference}: report`, { ...data, deeds: last, earlierDeeds: deeds.length - last.length, mayRemark: mayDo(viewer, 'commander', 'ops', 'legal'), mayTakeEvidence: mayDo(viewer, 'auditor', 'admin', 'commander') }));
  }

  @Get('report.pdf')
  async pdf(@Param('id', { schema: incidentId }) id: IncidentId, @Res() reply: FastifyReply): Promise<void> {
    const incident = await this.incidents.get(id);
    const data = await this.dataOf(incident, await this.latest(incident));
    const title = `${data.incident.reference}: after-action report`;
    const pdf = await this.printer.print(title, this.pages.fragment('report-paper', { ...data, title }), this.css);
    void reply.header('cache-control', 'no-store').header('content-disposition', `inline; filename="${fileAbout(incident, `report-${incident.reference}.pdf`)}"`).type('application/pdf').send(pdf);
  }

  @Post('report/remarks')
  @AllowRoles('commander', 'ops', 'legal')
  async remark(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const words = new Form(body).text('words').slice(0, MOST_WORDS);
    if (words !== '') await this.reports.remark(viewer.actor, id, words);
    seeOther(reply, `/incidents/${id}/report#remarks`);
  }

  private async dataOf({ id, brandId }: Incident, report: IncidentReport) {
    const [remarks, { timeZone }, glass] = await Promise.all([this.reports.remarks(id), this.brands.get(brandId), this.glass.usedOf(id)]);
    return { ...reportPage({ ...report, remarks }, timeZone), glass: glassShown(glass, this.clock.now(), null, 'incident') };
  }

  /** That of a large one that is open is not waited for: until it is made there is the one that was kept within the hour. null where none was. */
  private async shown(incident: Incident): Promise<IncidentReport | null> {
    const { id, status, revision } = incident;
    if (status === 'closed' || !isLarge(await this.audiences.list(id))) return this.latest(incident);
    const { value, isMaking } = await this.counted.soon(`report ${id} ${revision}`, () => this.reports.of(id));
    return isMaking ? this.reports.last(id) : value;
  }

  /** That of a closed incident is kept; of an open one everything is counted, and stands with its instant until it is counted again. */
  private latest({ id, status, revision }: Incident): Promise<IncidentReport> {
    return status === 'closed' ? this.reports.of(id) : this.counted.of(`report ${id} ${revision}`, () => this.reports.of(id));
  }
}
