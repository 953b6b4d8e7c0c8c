import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AudienceService } from '../../audience/audience.service.js';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type AudienceId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { frozenPage } from './audience.presenter.js';

const PAGE = 50;
const audienceId = z.uuid().transform((id) => id as AudienceId);
const pageQuery = z.object({ after: z.coerce.number().int().min(-1).catch(-1) });

/** Who is in a frozen audience, and why each is. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'auditor')
@Controller('audiences')
export class FrozenAudienceController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly audiences: AudienceService,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly templates: Templates,
  ) {}

  @Get(':id')
  async members(@Param('id', { schema: audienceId }) id: AudienceId, @Query({ schema: pageQuery }) { after }: z.output<typeof pageQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const audience = await this.audiences.getFrozen(id);
    const [incident, members] = await Promise.all([this.incidents.get(audience.incidentId), this.audiences.members(id, after + 1, after + 1 + PAGE)]);
    const zone = (await this.brands.get(incident.brandId)).timeZone;
    const mayDraft = incident.status === 'open' && mayDo(viewer, 'commander', 'author');
    const data = { mayDraft, ...frozenPage(audience, incident, members, after, this.templates.labels('en'), zone) };
    sendPage(reply, this.pages.page(viewer, 'audience-frozen', `${incident.reference}: audience ${audience.version}`, data));
  }

  /** A draft that a program left to be frozen. */
  @Post(':id/freeze')
  @AllowRoles('commander', 'author')
  async freeze(@Param('id', { schema: audienceId }) id: AudienceId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.audiences.freeze(id, viewer.actor);
    seeOther(reply, `/audiences/${id}`);
  }
}
