import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { IncidentService } from '../../declare/incident.service.js';
import { CallReasons } from '../../hear/call-reasons.service.js';
import { callReasons } from '../../hear/model/call-reasons.js';
import { type IncidentId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const MOST_REASONS = 50;

/** Which reasons that agents give mean that a call is about the incident. */
@ApiExcludeController()
@AllowRoles('commander', 'author', 'approver', 'legal', 'ops', 'auditor', 'admin')
@Controller('incidents/:id/call-reasons')
export class CallReasonsController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly incidents: IncidentService,
    private readonly reasons: CallReasons,
  ) {}

  @Get()
  async show(@Param('id', { schema: incidentId }) id: IncidentId, @Query('part') part: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [incident, own] = await Promise.all([this.incidents.get(id), this.reasons.own(id)]);
    const { value: given, isMaking } = await this.reasons.given(id, own);
    if (part === 'counting') {
      reply.header('x-final', String(!isMaking));
      return sendPage(reply, this.pages.fragment('counting', {}, viewer));
    }
    const reasons = callReasons(own, given ?? []);
    sendPage(reply, this.pages.page(viewer, 'call-reasons', `${incident.reference}: reasons of calls`, { incident, reasons, isMaking, mayEdit: mayDo(viewer, 'ops', 'commander', 'admin') }));
  }

  @Post()
  @AllowRoles('ops', 'commander', 'admin')
  async save(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() { actor }: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.reasons.set(actor, id, [...form.all('tag'), ...form.lines('more')].map((tag) => tag.slice(0, 100)).slice(0, MOST_REASONS));
    seeOther(reply, `/incidents/${id}/call-reasons`);
  }
}
