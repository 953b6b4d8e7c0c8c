import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { sightOf } from '../../kernel/actor.js';
import { z } from 'zod';
import { IncidentService } from '../../declare/incident.service.js';
import type { IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Retention } from '../../platform/privacy/retention.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { keptKinds } from './retention.presenter.js';

const shown = z.object({ said: z.string().max(20).catch('') });
const SAID: Readonly<Record<string, string>> = { held: 'It is held. Nothing of it is forgotten until you lift the hold.', lifted: 'The hold is lifted. What is old goes with the next run.' };

/** For how long personal data is kept: what would go and when, and what is held. */
@ApiExcludeController()
@AllowRoles('legal', 'admin', 'auditor')
@Controller('customers/retention')
export class RetentionPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly retention: Retention,
    private readonly incidents: IncidentService,
  ) {}

  @Get()
  async look(@Query({ schema: shown }) { said }: z.output<typeof shown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, [], '', SAID[said] ?? null, 200);
  }

  @Post('holds')
  @AllowRoles('legal', 'admin')
  async hold(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const reason = form.text('reason').slice(0, 500);
    const incident = form.text('incident') === 'all' ? null : z.uuid().safeParse(form.text('incident')).data;
    if (incident === undefined || reason.length < 3) {
      return this.show(reply, viewer, [...(incident === undefined ? ['Choose what is held.'] : []), ...(reason.length < 3 ? ['Say why it is held, so that somebody can lift it later.'] : [])], reason, null, 422);
    }
    try {
      await this.retention.hold(viewer.actor, incident as IncidentId | null, reason);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, faults, reason, null, status);
    }
    seeOther(reply, '/customers/retention?said=held');
  }

  @Post('holds/:id/lift')
  @AllowRoles('legal', 'admin')
  async lift(@Param('id', { schema: z.uuid() }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.retention.lift(viewer.actor, id);
    seeOther(reply, '/customers/retention?said=lifted');
  }

  private async show(reply: FastifyReply, viewer: Viewer, faults: readonly Fault[], reason: string, said: string | null, status: number): Promise<void> {
    const [plan, incidents] = [await this.retention.plan(sightOf(viewer.actor)), await this.incidents.list(sightOf(viewer.actor))];
    const choices = incidents.filter(({ id }) => !plan.holds.some(({ incidentId }) => incidentId === id)).slice(0, 500);
    sendPage(reply, this.pages.page(viewer, 'retention', 'What is kept, and for how long', { ...plan, ...keptKinds(plan.kinds), incidents: choices, faults, reason, said, may: mayDo(viewer, 'legal', 'admin'), zone: this.pages.zone }), status);
  }
}
