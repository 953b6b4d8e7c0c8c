import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { LetInService } from '../../declare/let-in.service.js';
import { LET_IN_MINUTES, type StrandedIncident } from '../../declare/model/let-in.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type IncidentId, type PersonId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const personId = z.uuid().transform((id) => id as PersonId);

interface Typed {
  readonly incident: IncidentId;
  readonly person: string;
  readonly reason: string;
  readonly faults: readonly Fault[];
}

/** Incidents that only some may see, and whose list nobody can change any more: where two administrators let one person in. */
@ApiExcludeController()
@AllowRoles('admin')
@Controller('stranded')
export class StrandedController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly letIns: LetInService,
  ) {}

  @Get()
  @AsksBrands()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, null);
  }

  @Post(':id/:word')
  @AsksBrands()
  async say(@Param('id', { schema: incidentId }) id: IncidentId, @Param('word', { schema: z.enum(['ask', 'confirm']) }) word: 'ask' | 'confirm', @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { incident: id, person: form.text('person'), reason: form.reason() };
    if (typed.reason === '') return this.show(reply, viewer, { ...typed, faults: ['Say why. It stays on the audit record, and those on the list are told.'] }, 422);
    try {
      await this.letIns[word](viewer.actor, id, { personId: personOf(typed.person), reason: typed.reason });
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.show(reply, viewer, { ...typed, faults }, status);
    }
    seeOther(reply, '/stranded');
  }

  private async show(reply: FastifyReply, viewer: Viewer, typed: Typed | null, status = 200): Promise<void> {
    const incidents = (await this.letIns.stranded(viewer.actor)).map((one) => shown(one, viewer, typed?.incident === one.incidentId ? typed : null));
    const data = { incidents, faults: typed?.faults ?? [], withinMinutes: LET_IN_MINUTES, zone: this.pages.zone };
    sendPage(reply, this.pages.page(viewer, 'stranded', 'Incidents whose readers can’t be changed any more', data), status);
  }
}

function shown({ people, asked, ...one }: StrandedIncident, { actor }: Viewer, typed: Typed | null) {
  return {
    ...one, reason: typed?.reason ?? '',
    asked: asked && { ...asked, isMine: asked.requestedBy === actor.id, isYou: asked.personId === actor.id },
    people: people.filter(({ id }) => id !== actor.id).map((person) => ({ ...person, chosen: person.id === typed?.person })),
  };
}

/** @throws DomainError unprocessable `person-unknown` */
function personOf(text: string): PersonId {
  const id = personId.safeParse(text);
  if (!id.success) throw new DomainError('unprocessable', 'person-unknown', 'Choose a person of the list.');
  return id.data;
}
