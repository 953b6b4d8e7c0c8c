import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Brand, type Incident } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { amendmentSchema } from '../../declare/model/incident-input.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { dataLabels } from '../page/data-class.words.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { declaredContent, type IncidentFields, incidentFormPage, knownFields, typedFields } from './incident-form.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);

/** Changing what is known of an incident. Saving sends nothing. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents')
export class AmendController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly templates: Templates,
  ) {}

  @Get(':id/edit')
  async edit(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const incident = await this.incidents.get(id);
    const brand = await this.brands.get(incident.brandId);
    const fields = knownFields(incident, this.templates.locales(), viewer.zone ?? brand.timeZone);
    await this.showForm(reply, viewer, { incident, fields, brand, faults: [], status: 200 });
  }

  @Post(':id/edit')
  async amend(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const incident = await this.incidents.get(id);
    const brand = await this.brands.get(incident.brandId);
    const locales = [...new Set([...this.templates.locales(), ...Object.keys(incident.facts.text)])];
    const again = (faults: readonly Fault[], status: number) =>
      this.showForm(reply, viewer, { incident, fields: { ...typedFields(form, locales, brand.timeZone), brandId: brand.id }, brand, faults, status });
    const checked = amendmentSchema.safeParse({ revision: Number(form.text('revision')), ...declaredContent(form, locales, brand.timeZone) });
    if (!checked.success || form.faults.length > 0) return again([...form.faults, ...faultsOfIssues(checked.error)], 422);
    try {
      await this.incidents.amend(viewer.actor, id, checked.data);
      seeOther(reply, `/incidents/${id}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await again(faults, status);
    }
  }

  private async showForm(reply: FastifyReply, viewer: Viewer, { incident, fields, brand, faults, status }: Shown): Promise<void> {
    const { kind } = incident;
    const dataClasses = dataLabels(this.templates.labels('en').dataClasses);
    const data = { ...incidentFormPage({ kind, incident, fields, brands: [brand], playbook: await this.templates.playbook(kind), dataClasses, faults }), wizard: null };
    sendPage(reply, this.pages.page(viewer, 'declare', `Change ${incident.reference}`, data), status);
  }
}

interface Shown {
  readonly incident: Incident;
  readonly fields: IncidentFields;
  readonly brand: Brand;
  readonly faults: readonly Fault[];
  readonly status: number;
}
