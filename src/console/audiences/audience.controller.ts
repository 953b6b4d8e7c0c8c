import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AudienceLists } from '../../audience/audience-lists.service.js';
import { AudienceService } from '../../audience/audience.service.js';
import { CustomersService } from '../../audience/customers.service.js';
import { selection, type Selection } from '../../audience/model/selection.js';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { readUpload } from '../../platform/imports/upload.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { type AudienceFields, builtRule, proposedAudience, typedAudience, typedRule } from './audience-form.js';
import { audiencePage } from './audience.presenter.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const listQuery = z.object({ list: z.uuid().optional().catch(undefined) });

interface Shown {
  readonly fields: AudienceFields;
  /** null: nothing is counted. */
  readonly selected?: Selection;
  readonly faults?: readonly string[];
  readonly status?: number;
}

/** Finding the affected: by a rule that fields or JSON say, by a list, or by both. Counting keeps nothing; freezing keeps it for good. */
@ApiExcludeController()
@AllowRoles('commander', 'author')
@Controller('incidents/:id')
export class AudienceController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly audiences: AudienceService,
    private readonly lists: AudienceLists,
    private readonly customers: CustomersService,
    private readonly templates: Templates,
  ) {}

  @Get('audience')
  async begin(@Param('id', { schema: incidentId }) id: IncidentId, @Query({ schema: listQuery }) { list }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { incident, zone } = await this.incidentOf(id);
    const proposed = proposedAudience(incident, await this.templates.playbook(incident.kind), zone);
    await this.show(reply, viewer, incident, zone, { fields: { ...proposed, listId: list ?? '' } });
  }

  @Post('audience')
  async find(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const { incident, zone } = await this.incidentOf(id);
    const build = form.text('action') === 'build';
    const rule = build ? builtRule(form, zone) : typedRule(form);
    const fields = build && rule ? { ...typedAudience(form), rule: JSON.stringify(rule, null, 2) } : typedAudience(form);
    if (form.faults.length > 0) return this.show(reply, viewer, incident, zone, { fields, faults: form.faults, status: 422 });
    try {
      const selected = selection(rule, fields.listId || null, fields.combine === 'intersection' ? 'intersection' : 'union');
      if (form.text('action') !== 'freeze') return await this.show(reply, viewer, incident, zone, { fields, selected });
      const frozen = await this.audiences.build(id, selected, viewer.actor);
      seeOther(reply, `/audiences/${frozen.id}`);
    } catch (error) {
      await this.show(reply, viewer, incident, zone, { fields, ...refusalOf(error) });
    }
  }

  @Post('lists')
  async upload(@Param('id', { schema: incidentId }) id: IncidentId, @Req() request: FastifyRequest, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const { incident, zone } = await this.incidentOf(id);
    try {
      const list = await this.lists.upload(id, (await readUpload(request)).source, viewer.actor);
      seeOther(reply, `/incidents/${id}/audience?list=${list.id}`);
    } catch (error) {
      await this.show(reply, viewer, incident, zone, { fields: proposedAudience(incident, await this.templates.playbook(incident.kind), zone), ...refusalOf(error) });
    }
  }

  private async show(reply: FastifyReply, viewer: Viewer, incident: Incident, zone: string, { fields, selected, faults = [], status = 200 }: Shown): Promise<void> {
    const [lists, touchpointKinds, preview] = await Promise.all([this.lists.list(incident.id), this.customers.touchpointKinds(), selected ? this.audiences.preview(incident.id, selected) : null]);
    const data = audiencePage({ incident, fields, lists, touchpointKinds, preview, labels: this.templates.labels('en'), zone, faults });
    sendPage(reply, this.pages.page(viewer, 'audience', `${incident.reference}: who is affected`, data), status);
  }

  private async incidentOf(id: IncidentId): Promise<{ readonly incident: Incident; readonly zone: string }> {
    const incident = await this.incidents.get(id);
    return { incident, zone: (await this.brands.get(incident.brandId)).timeZone };
  }
}
