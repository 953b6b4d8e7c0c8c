import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { NoticeService } from '../../approve/notice.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { ImportRuns } from '../../platform/imports/import-runs.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { incidentRow, type ListedIncident, waitingRow, type WaitingNotice } from './incident.presenter.js';
import { KnownNotices } from './known-notices.js';
import { toldOf } from '../notices/sum-bar.js';

const SHOWN = 100;
const MOST_WAITING = 20;

/** Where everybody begins: what waits for me, and every incident. */
@ApiExcludeController()
@Controller('incidents')
export class IncidentsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly imports: ImportRuns,
    private readonly notices: NoticeService,
    private readonly known: KnownNotices,
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const all = await this.incidents.list();
    const [incidents, waiting] = await Promise.all([Promise.all(all.slice(0, SHOWN).map((incident) => this.listed(incident))), this.waitingFor(viewer)]);
    const data = { incidents: incidents.map(incidentRow), older: Math.max(0, all.length - SHOWN), waiting: waiting.map(waitingRow), zone: this.pages.zone, mayDeclare: mayDo(viewer, 'commander'), guide: all.length === 0 ? await this.guide(viewer) : null };
    sendPage(reply, this.pages.page(viewer, 'incidents', 'Incidents', data));
  }

  /** Of a closed incident nobody waits for the count, and counting is not free. */
  private async listed(incident: Incident): Promise<ListedIncident> {
    if (incident.status === 'closed') return { incident, told: null };
    const sums = (await this.known.ofIncident(incident.id)).flatMap(({ progress }) => (progress ? [toldOf(progress.sum)] : []));
    return { incident, told: sums.length === 0 ? null : Math.max(...sums) };
  }

  /** Submitted ones that the viewer may decide, or whose briefing he gives to his agents, and returned ones that he may change. */
  private async waitingFor(viewer: Viewer): Promise<WaitingNotice[]> {
    if (!mayDo(viewer, 'approver', 'legal', 'author', 'commander', 'ops')) return [];
    const [submitted, returned] = await Promise.all([this.notices.inState('submitted'), this.notices.inState('returned')]);
    const views = await Promise.all([...submitted, ...returned].slice(0, MOST_WAITING).map(({ id }) => this.notices.view(viewer.actor, id)));
    return views.flatMap(({ notice, audience, steps, briefing }) => {
      const submitted = notice.state === 'submitted';
      const mine = submitted ? steps.approve === null || (steps.return === null && mayDo(viewer, 'legal')) : steps.edit === null;
      const toBrief = submitted && mayDo(viewer, 'ops') && (briefing.state === 'waiting' || briefing.state === 'void');
      const todo = [...(toBrief ? ['brief' as const] : []), ...(mine ? [submitted ? 'decide' as const : 'change' as const] : [])];
      return todo.map((one) => ({ notice, members: audience.counts.members, todo: one }));
    });
  }

  private async guide(viewer: Viewer) {
    const [brands, runs] = await Promise.all([this.brands.list(), this.imports.list(50)]);
    return { hasBrand: brands.length > 0, hasCustomers: runs.some(({ kind, state }) => kind === 'customers' && state === 'done'), mayImport: mayDo(viewer, 'ops', 'commander', 'admin') };
  }
}
