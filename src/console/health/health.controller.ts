import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { brandsOf, sightOf } from '../../kernel/actor.js';
import { z } from 'zod';
import { EpochService } from '../../deliver/epoch.service.js';
import { ProvidersService } from '../../deliver/providers.service.js';
import { DOUBT_CHOICES } from '../../deliver/model/epoch.js';
import { type Alert } from '../../platform/alerts/alert.records.js';
import { Alerts } from '../../platform/alerts/alerts.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { JobRecords } from '../../platform/jobs/job-records.js';
import { SealWalk } from '../../platform/seal/seal-walk.js';
import { pageOfMore, uuidOf } from '../list/console-list.js';
import { alertsList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { healthPage } from './health.presenter.js';
import { keyWords } from './key.words.js';

const ALERTS = 25;
/** Nobody reads more of them; of more the page says this many. */
const MOST_LIVE = 500;
const COLUMNS: Columns<Alert> = {
  state: ({ state }) => state, severity: ({ severity }) => severity, kind: ({ kind }) => kind, about: ({ subject }) => subject, message: ({ message }) => message, remedy: ({ remedy }) => remedy, incident: ({ incidentId }) => incidentId,
  first_at: ({ firstAt }) => firstAt, last_at: ({ lastAt }) => lastAt, said: ({ times }) => times, seen_by: ({ acknowledgedBy }) => acknowledgedBy, seen_at: ({ acknowledgedAt }) => acknowledgedAt, over_at: ({ resolvedAt }) => resolvedAt,
};
const filterOf = ({ state, severity }: Readonly<Record<'state' | 'severity', string>>) => ({ live: state === '' ? null : state === 'live', severity: (severity || null) as Alert['severity'] | null });
const alertId = z.uuid();
const opening = z.object({ doubts: z.enum(DOUBT_CHOICES, 'must be chosen'), reason: z.string().min(1, 'must say how you know').max(500) });

/** What should not be, whether anything may leave and by which providers, and when each job ran last. */
@ApiExcludeController()
@AllowRoles('commander', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller('operations')
export class HealthPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly alerts: Alerts,
    private readonly files: ListFiles,
    private readonly epoch: EpochService,
    private readonly jobs: JobRecords,
    private readonly providers: ProvidersService,
    private readonly seal: SealWalk,
  ) {}

  @Get()
  @AsksBrands()
  async look(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, [], 200, query);
  }

  @Get('alerts.csv')
  @AsksBrands()
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = alertsList.asked(query);
    const rows = everyPage<Alert>(({ id }) => id, (after, limit) => this.alerts.list({ ...filterOf(asked.values), after, limit, sight: sightOf(viewer.actor) }));
    return this.files.take(viewer, alertsList, asked, { columns: COLUMNS, rows });
  }

  @Post('alerts/:id/acknowledge')
  @AllowRoles('commander', 'ops', 'admin')
  async acknowledge(@Param('id', { schema: alertId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.attempt(reply, viewer, () => this.alerts.acknowledge(viewer.actor, id));
  }

  @Post('open')
  @AllowRoles('commander', 'ops')
  async open(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const wanted = opening.safeParse({ doubts: form.text('doubts'), reason: form.text('reason') });
    if (!wanted.success) return this.show(reply, viewer, faultsOfIssues(wanted.error), 422);
    await this.attempt(reply, viewer, () => this.epoch.open(viewer.actor, wanted.data.doubts, wanted.data.reason));
  }

  private async attempt(reply: FastifyReply, viewer: Viewer, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, faults, status);
    }
    seeOther(reply, '/operations');
  }

  private async show(reply: FastifyReply, viewer: Viewer, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const asked = alertsList.asked(query);
    const [live, read, sending, jobs, providers, seal] = await Promise.all([this.alerts.list({ live: true, limit: MOST_LIVE, sight: sightOf(viewer.actor) }), this.alerts.list({ ...filterOf(asked.values), after: uuidOf(asked.after), limit: ALERTS + 1, sight: sightOf(viewer.actor) }), this.epoch.view(), this.jobs.list(), this.providers.view(), this.seal.progress()]);
    const { rows: alerts, next } = pageOfMore(read, ({ id }) => id, ALERTS);
    const list = alertsList.bar('/operations', asked, { rows: alerts, next }, '/operations/alerts.csv');
    // Providers, jobs, keys and what stands in doubt everywhere are of no brand.
    const ofEveryBrand = brandsOf(viewer.actor) === null;
    const may = { acknowledge: mayDo(viewer, 'commander', 'ops', 'admin'), open: ofEveryBrand && mayDo(viewer, 'commander', 'ops') };
    sendPage(reply, this.pages.page(viewer, 'operations', 'Health', { ...healthPage(alerts, live.filter(({ state }) => state === 'open').length, sending, jobs, providers, ofEveryBrand), keys: keyWords(seal), list, may, faults, zone: this.pages.zone }), status);
  }
}
