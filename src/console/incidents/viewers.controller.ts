import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { IncidentService } from '../../declare/incident.service.js';
import { RestrictionService, RESTRICTERS } from '../../declare/restriction.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const personId = z.uuid().transform((id) => id as PersonId);

interface Shown {
  readonly reason: string;
  readonly chosen: readonly string[];
  readonly faults: readonly Fault[];
}

const NOTHING_TYPED: Shown = { reason: '', chosen: [], faults: [] };

/** Who may see an incident: everybody with a role, or those on its list alone. */
@ApiExcludeController()
@AllowRoles(...RESTRICTERS)
@Controller('incidents/:id/viewers')
export class ViewersController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly brands: BrandService,
    private readonly restrictions: RestrictionService,
  ) {}

  @Get()
  async list(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id);
  }

  @Post('restrict')
  async restrict(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.change(reply, viewer, id, form, async (reason) => {
      const people = form.all('people').map((person) => ({ personId: personOf(person), withKeys: false }));
      await this.restrictions.restrict(viewer.actor, id, reason, people);
    });
  }

  @Post('lift')
  async lift(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.change(reply, viewer, id, new Form(body), (reason) => this.restrictions.lift(viewer.actor, id, reason));
  }

  @Post()
  async add(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const withKeys = form.text('withKeys') === 'yes';
    await this.change(reply, viewer, id, form, async (reason) => this.restrictions.add(viewer.actor, id, { personId: personOf(form.text('people')), withKeys }, reason));
  }

  @Post(':person/remove')
  async remove(@Param('id', { schema: incidentId }) id: IncidentId, @Param('person', { schema: personId }) person: PersonId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.change(reply, viewer, id, new Form(body), (reason) => this.restrictions.remove(viewer.actor, id, person, reason), person === viewer.actor.id ? '/incidents' : undefined);
  }

  private async change(reply: FastifyReply, viewer: Viewer, id: IncidentId, form: Form, act: (reason: string) => Promise<void>, after = `/incidents/${id}/viewers`): Promise<void> {
    const reason = form.reason();
    const typed = { reason, chosen: form.all('people') };
    if (reason === '') return this.show(reply, viewer, id, { ...typed, faults: ['Say why. It stays on the audit record.'] }, 422);
    try {
      await act(reason);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, id, { ...typed, faults }, status);
    }
    seeOther(reply, after);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: IncidentId, { reason, chosen, faults }: Shown = NOTHING_TYPED, status = 200): Promise<void> {
    const [incident, { restriction, viewers }, people] = await Promise.all([this.incidents.get(id), this.restrictions.of(id), this.restrictions.people()]);
    const { timeZone } = await this.brands.get(incident.brandId);
    const listed = new Set(viewers.map((one) => one.personId));
    const others = people.filter((one) => !listed.has(one.id) && one.id !== viewer.actor.id).map((one) => ({ ...one, chosen: chosen.includes(one.id) }));
    const data = { incident, restriction, viewers: viewers.map((one) => ({ ...one, isYou: one.personId === viewer.actor.id })), others, reason, faults, zone: timeZone };
    sendPage(reply, this.pages.page(viewer, 'viewers', `Who may see ${incident.reference}`, data), status);
  }
}

/** @throws DomainError unprocessable `person-unknown` */
function personOf(text: string): PersonId {
  const id = personId.safeParse(text);
  if (!id.success) throw new DomainError('unprocessable', 'person-unknown', 'Choose a person of the list.');
  return id.data;
}
