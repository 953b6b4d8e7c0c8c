import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type StoredNotice } from '../../approve/model/stored-notice.js';
import { NoticeService } from '../../approve/notice.service.js';
import { AudienceService } from '../../audience/audience.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type IncidentId } from '../../kernel/ids.js';
import { type MeasurementSnapshot } from '../../measure/contract.js';
import { ExpectedCallsService } from '../../measure/expected-calls.service.js';
import { FeedbackService } from '../../measure/feedback.service.js';
import { HoldTimeService } from '../../measure/hold-time.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { HttpProblem } from '../../platform/http/http-problem.js';
import { isLarge } from '../../platform/figures/large.js';
import { CountedFigures } from '../../platform/figures/counted-figures.js';
import { LatestFigures } from '../notices/latest-figures.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { avoidedChart, firstWordChart, hourlyChart } from './calls-chart.js';
import { callsPage } from './calls.presenter.js';
import { feedbackPart } from './feedback.words.js';
import { expectedChart, expectedPart } from './expected-calls.presenter.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const chosenQuery = z.object({ notice: z.uuid().optional().catch(undefined), chart: z.enum(['hourly', 'avoided', 'expected', 'first-word']).catch('hourly'), part: z.literal('counting').optional().catch(undefined) });
type ChosenQuery = z.output<typeof chosenQuery>;

/** What telling people changed: who heard first, how soon, and how the phones rang. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller('incidents/:id')
export class CallsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly notices: NoticeService,
    private readonly figures: LatestFigures,
    private readonly expected: ExpectedCallsService,
    private readonly holds: HoldTimeService,
    private readonly feedback: FeedbackService,
    private readonly counted: CountedFigures,
    private readonly audiences: AudienceService,
    private readonly clock: Clock,
  ) {}

  @Get('calls')
  async calls(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: chosenQuery }) query: ChosenQuery, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [incident, zone, { notices, chosen, snapshot, isMaking }, large] = await Promise.all([this.incidents.get(id), this.zoneOf(viewer, id), this.measured(id, query), this.isLarge(id)]);
    const [page, make] = [`calls ${id} ${chosen?.id}`, () => this.beside(id, snapshot && chosen)] as const;
    const beside = isMaking ? null : large ? (await this.counted.soon(page, make)).value : await this.counted.of(page, make);
    reply.header('x-final', String(beside !== null));
    if (query.part) return sendPage(reply, this.pages.fragment('counting', {}, viewer));
    if (beside === null) return sendPage(reply, this.pages.page(viewer, 'calls-counting', `${incident.reference}: calls`, { incident, notice: chosen?.id ?? query.notice }));
    const { forecast, hold, feedback } = beside;
    sendPage(reply, this.pages.page(viewer, 'calls', `${incident.reference}: calls`, { ...callsPage({ incident, zone, notices, chosen, snapshot, hold }), expected: expectedPart(incident, forecast), feedback: feedback && chosen && { ...feedback, notice: chosen.id }, mayList: mayDo(viewer, 'commander', 'legal', 'ops', 'auditor', 'admin') }));
  }

  @Get('calls.json')
  async chart(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: chosenQuery }) query: ChosenQuery, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    if (query.chart === 'expected') return this.drawExpected(viewer, id, reply);
    const [{ snapshot }, zone] = await Promise.all([this.measured(id, query), this.zoneOf(viewer, id)]);
    const marks = (result: MeasurementSnapshot['result']) => [{ label: 'declared', at: result.declaredAt }, { label: 'press', at: result.pressReportedAt }];
    const option = snapshot && (query.chart === 'avoided' ? avoidedChart(snapshot.result, zone) : query.chart === 'first-word' ? firstWordChart(snapshot.result, zone) : hourlyChart(snapshot.result, marks(snapshot.result), zone));
    if (!option) throw new HttpProblem(404, 'nothing-measured', 'There is nothing to draw yet.');
    void reply.header('cache-control', 'no-store').send(option);
  }

  /** What else is counted for the page. */
  private async beside(id: IncidentId, notice: StoredNotice | null) {
    const forecast = await this.expected.ofIncident(id);
    if (!notice) return { forecast, hold: null, feedback: null };
    return { forecast, hold: await this.holds.of(notice.id), feedback: feedbackPart(await this.feedback.of(notice.id)) };
  }

  private async drawExpected(viewer: Viewer, id: IncidentId, reply: FastifyReply): Promise<void> {
    const [forecast, { pressReportedAt }] = await Promise.all([this.counted.of(`forecast ${id}`, () => this.expected.ofIncident(id)), this.incidents.get(id)]);
    if (forecast.kind !== 'forecast') throw new HttpProblem(404, 'no-forecast', 'There is no forecast to draw.');
    void reply.header('cache-control', 'no-store').send(expectedChart(forecast, [{ label: 'press', at: pressReportedAt }, { label: 'now', at: this.clock.now() }], viewer.zone ?? forecast.zone));
  }

  /** By the viewer's clocks, as all times; by the company's until his browser has said which. */
  private async zoneOf({ zone }: Viewer, id: IncidentId): Promise<string> {
    return zone ?? (await this.brands.get((await this.incidents.get(id)).brandId)).timeZone;
  }

  private async isLarge(id: IncidentId): Promise<boolean> {
    return isLarge(await this.audiences.list(id));
  }

  /** Those of an incident that have figures, and the one that is asked for, else the first: the calls are about that one. */
  private async measured(id: IncidentId, { notice }: ChosenQuery): Promise<{ notices: StoredNotice[]; chosen: StoredNotice | null; snapshot: MeasurementSnapshot | null; isMaking: boolean }> {
    const approved = (await this.notices.ofIncident(id)).filter(({ state }) => state === 'approved');
    const large = await this.isLarge(id);
    const known = await Promise.all(approved.map(async (each) => ({ each, ...(large ? await this.figures.soon(each.id) : { value: await this.figures.newest(each.id), isMaking: false }) })));
    const begun = known.filter(({ value, isMaking }) => value !== null || isMaking);
    const chosen = begun.find(({ each }) => each.id === notice) ?? begun[0];
    return { notices: begun.map(({ each }) => each), chosen: chosen?.each ?? null, snapshot: chosen?.value ?? null, isMaking: chosen?.isMaking ?? false };
  }
}
