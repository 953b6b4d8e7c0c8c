import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { Templates } from '../../compose/contract.js';
import { BrandService } from '../../declare/brand.service.js';
import { type Brand, type Incident, INCIDENT_KINDS, type IncidentKind } from '../../declare/contract.js';
import { IncidentService } from '../../declare/incident.service.js';
import { amendmentSchema, declarationSchema } from '../../declare/model/incident-input.js';
import { answerablePerson } from '../../kernel/actor.js';
import { type IncidentId } from '../../kernel/ids.js';
import { isWithin } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { WorkingDrafts } from '../../platform/pages/working-drafts.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { KINDS } from '../page/words.js';
import { declaredContent, type IncidentFields, incidentFormPage, knownFields, proposedFields, typedFields } from './incident-form.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const kindQuery = z.object({ exercise: z.literal('yes').optional().catch(undefined), kind: z.enum(INCIDENT_KINDS).optional().catch(undefined), anew: z.literal('1').optional().catch(undefined) });

/** Declaring an incident, and changing what is known of it. Saving sends nothing. */
@ApiExcludeController()
@AllowRoles('commander')
@Controller('incidents')
export class DeclareController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly templates: Templates,
    private readonly drafts: WorkingDrafts,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  @AsksBrands()
  async begin(@Query({ schema: kindQuery }) { kind, anew, exercise }: z.output<typeof kindQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    if (!kind) return sendPage(reply, this.pages.page(viewer, 'declare-kind', 'Declare an incident', { exercise, kinds: INCIDENT_KINDS.map((each) => ({ kind: each, ...KINDS[each] })) }));
    const brands = (await this.brands.list()).filter(({ id }) => isWithin(viewer.actor, id));
    const person = answerablePerson(viewer.actor);
    const kept = anew || person === null ? null : await this.drafts.find(person, draftOf(kind));
    const fields = kept ? typedFields(new Form(kept.fields), this.templates.locales()) : proposedFields(await this.templates.playbook(kind), brands[0], this.templates.locales(), this.clock.now(), this.zoneOf(brands[0]), exercise === 'yes');
    await this.showForm(reply, viewer, { kind, incident: null, fields, brands, faults: [], status: 200, isKept: kept !== null });
  }

  @Post()
  @AsksBrands()
  async declare(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const brands = (await this.brands.list()).filter(({ id }) => isWithin(viewer.actor, id));
    const zone = this.zoneOf(brands.find(({ id }) => id === form.text('brandId')) ?? brands[0]);
    const input = { kind: form.text('kind'), brandId: form.text('brandId'), exercise: form.text('exercise') === 'yes', ...declaredContent(form, this.templates.locales(), zone) };
    const again = (faults: readonly string[], status: number) =>
      this.showForm(reply, viewer, { kind: kindOf(input.kind), incident: null, fields: typedFields(form, this.templates.locales()), brands, faults, status });
    const person = answerablePerson(viewer.actor);
    if (person !== null) await this.drafts.save(person, draftOf(kindOf(input.kind)), body);
    const checked = declarationSchema.safeParse(input);
    if (!checked.success || form.faults.length > 0) return again([...form.faults, ...faultsOfIssues(checked.error)], 422);
    try {
      const { id, kind } = await this.incidents.declare(viewer.actor, checked.data);
      if (person !== null) await this.drafts.forget(person, draftOf(kind));
      seeOther(reply, `/incidents/${id}/audience`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await again(faults, status);
    }
  }

  @Get(':id/edit')
  async edit(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const incident = await this.incidents.get(id);
    const brand = await this.brands.get(incident.brandId);
    const fields = knownFields(incident, this.templates.locales(), brand.timeZone);
    await this.showForm(reply, viewer, { kind: incident.kind, incident, fields, brands: [brand], faults: [], status: 200 });
  }

  @Post(':id/edit')
  async amend(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const incident = await this.incidents.get(id);
    const brand = await this.brands.get(incident.brandId);
    const locales = [...new Set([...this.templates.locales(), ...Object.keys(incident.facts.text)])];
    const again = (faults: readonly string[], status: number) =>
      this.showForm(reply, viewer, { kind: incident.kind, incident, fields: { ...typedFields(form, locales), brandId: brand.id }, brands: [brand], faults, status });
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

  private async showForm(reply: FastifyReply, viewer: Viewer, shown: Shown): Promise<void> {
    const { kind, incident, fields, brands, faults, status, isKept = false } = shown;
    const zone = this.zoneOf(brands.find(({ id }) => id === fields.brandId) ?? brands[0]);
    const { dataClasses } = this.templates.labels('en');
    const data = { ...incidentFormPage({ kind, incident, fields, brands, playbook: await this.templates.playbook(kind), dataClasses, zone, faults }), isKept };
    sendPage(reply, this.pages.page(viewer, 'declare', incident ? `Change ${incident.reference}` : `Declare: ${KINDS[kind].label}`, data), status);
  }

  private zoneOf(brand: Brand | undefined): string {
    return brand?.timeZone ?? this.pages.zone;
  }
}

interface Shown {
  readonly kind: IncidentKind;
  readonly incident: Incident | null;
  readonly fields: IncidentFields;
  readonly brands: readonly Brand[];
  readonly faults: readonly string[];
  readonly status: number;
  /** What is shown was typed before, and never sent off. */
  readonly isKept?: boolean;
}

const draftOf = (kind: IncidentKind): string => `declare:${kind}`;

const kindOf = (text: string): IncidentKind => INCIDENT_KINDS.find((kind) => kind === text) ?? 'data-breach';
