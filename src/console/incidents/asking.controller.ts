import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { ASKING_DECIDERS, ASKING_READERS, AskingService } from '../../declare/asking.service.js';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { type Settings } from '../../platform/config/config.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);

/** Whether whoever asks at /affected is answered for an incident, and what that means. */
@ApiExcludeController()
@AllowRoles(...ASKING_READERS)
@Controller('incidents/:id/asking')
export class IncidentAskingController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly asking: AskingService,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'AFFECTED_PAGE' | 'AFFECTED_CLOSED_DAYS'>,
  ) {}

  @Get()
  async look(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], 200);
  }

  @Post()
  @AllowRoles(...ASKING_DECIDERS)
  async decide(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const reason = form.reason();
    if (reason === '') return this.show(reply, viewer, id, ['Say why. It stays on the audit record.'], 422);
    try {
      await this.asking.decide(viewer.actor, id, form.text('answered') === 'yes', reason);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, faults, status, reason);
    }
    seeOther(reply, `/incidents/${id}/asking`);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: IncidentId, faults: readonly Fault[], status: number, reason = ''): Promise<void> {
    const [incident, asking] = await Promise.all([this.incidents.get(id), this.asking.of(id)]);
    const { timeZone } = await this.brands.get(incident.brandId);
    const { AFFECTED_PAGE: inUse, AFFECTED_CLOSED_DAYS: closedDays } = this.settings;
    const data = { incident, asking, inUse, closedDays, mayDecide: mayDo(viewer, ...ASKING_DECIDERS), reason, faults, zone: timeZone };
    sendPage(reply, this.pages.page(viewer, 'asking', `Whoever asks about ${incident.reference}`, data), status);
  }
}
