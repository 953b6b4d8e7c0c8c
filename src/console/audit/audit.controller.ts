import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { sightOf } from '../../kernel/actor.js';
import { IncidentService } from '../../declare/incident.service.js';
import { AuditChain } from '../../platform/audit/audit-chain.js';
import { AuditSearch } from '../../platform/audit/audit-search.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { knownZone } from '../../platform/pages/wall-clock.js';
import { sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { auditPage, askedOf, filterOf } from './audit.presenter.js';

const PAGE = 50;

/** The record of who did what, over everything. */
@ApiExcludeController()
@AllowRoles('auditor', 'admin')
@Controller('audit')
export class AuditPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly search: AuditSearch,
    private readonly chain: AuditChain,
    private readonly incidents: IncidentService,
  ) {}

  @Get()
  @AsksBrands()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [asked, incidents] = [askedOf(query), await this.incidents.list(sightOf(viewer.actor))];
    const zone = knownZone(asked.timesIn) ?? viewer.zone ?? this.pages.zone;
    const { filter, faults } = filterOf(asked, incidents, zone);
    const [found, head, check] = await Promise.all([faults.length > 0 ? [] : this.search.find({ ...filter, sight: sightOf(viewer.actor) }, asked.after, PAGE), this.chain.head(), this.chain.check()]);
    const shown = auditPage({ asked, filter, faults, found, head, check, incidents, page: PAGE, zone, now: new Date() });
    sendPage(reply, this.pages.page(viewer, 'audit', 'Audit record', shown), faults.length > 0 ? 422 : 200);
  }
}
