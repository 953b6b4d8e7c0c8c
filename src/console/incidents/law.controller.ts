import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { HOLDERS, LAW_ANCHORS, LAW_ENTRY_KINDS } from '../../declare/contract.js';
import { HoldService } from '../../declare/hold.service.js';
import { SubstituteService } from '../../declare/substitute.service.js';
import { LAW_WRITERS, LawService } from '../../declare/law.service.js';
import { fileAbout } from '../../kernel/file-name.js';
import { type IncidentId } from '../../kernel/ids.js';
import { LawClocksService } from '../../measure/law-clocks.service.js';
import { placesCsv } from '../../measure/model/law-answer.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault, FieldFault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { holdAsked, holdEnd } from './hold-form.js';
import { KnownNotices } from './known-notices.js';
import { lawPage, NOTHING_TYPED, type TypedLaw } from './law.presenter.js';
import { LAW_READERS } from './law.words.js';

const incidentId = z.uuid().transform((id) => id as IncidentId);
const LONGEST_NOTE = 1_000;

/** How an incident stands with the law: its clocks, the times that they run from, and who was told where. */
@ApiExcludeController()
@AllowRoles(...LAW_READERS)
@Controller('incidents/:id/law')
export class IncidentLawPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly clocks: LawClocksService,
    private readonly law: LawService,
    private readonly holds: HoldService,
    private readonly substitutes: SubstituteService,
    private readonly known: KnownNotices,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('id', { schema: incidentId }) id: IncidentId, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.page(reply, viewer, id, NOTHING_TYPED, [], 200);
  }

  @Get('places.csv')
  async csv(@Param('id', { schema: incidentId }) id: IncidentId, @Res() reply: FastifyReply): Promise<void> {
    const { incident, places, isCounting } = await this.clocks.of(id);
    if (isCounting) return seeOther(reply, `/incidents/${id}/law`); // which says that it is being counted
    void reply.header('content-disposition', `attachment; filename="${fileAbout(incident, `told-by-place-${incident.reference}.csv`)}"`).header('cache-control', 'no-store').type('text/csv; charset=utf-8').send(placesCsv(places ?? []));
  }

  @Post('anchors')
  @AllowRoles(...LAW_WRITERS)
  async anchor(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const zone = await this.boardZone(id);
    const typed: TypedLaw = { anchor: form.text('anchor'), at: form.text('at'), note: form.text('note'), zone: form.zone(zone) };
    const anchor = LAW_ANCHORS.find((one) => one === typed.anchor);
    const takesBack = form.text('act') === 'take-back';
    const at = takesBack ? null : form.instant('at', 'The time', zone);
    if (!takesBack && typed.at === '') form.faults.push(new FieldFault('Say when it was, or take the time back.', 'at'));
    if (!anchor) form.faults.push('Choose which time it is.');
    if (typed.note.length > LONGEST_NOTE) form.faults.push(`The note must not be longer than ${LONGEST_NOTE} characters.`);
    if (form.faults.length > 0 || !anchor) return this.page(reply, viewer, id, typed, form.faults, 422);
    await this.act(reply, viewer, id, typed, () => this.law.enterAnchor(viewer.actor, { incidentId: id, anchor, at, note: typed.note }));
  }

  @Post('entries')
  @AllowRoles(...LAW_WRITERS)
  async enter(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const kind = LAW_ENTRY_KINDS.find((one) => one === form.text('kind'));
    const at = form.instant('at', 'The time', await this.boardZone(id));
    const note = form.text('note');
    if (!kind) form.faults.push('Say whether it is met or does not apply.');
    if (note.length > LONGEST_NOTE) form.faults.push(`The note must not be longer than ${LONGEST_NOTE} characters.`);
    if (form.faults.length > 0 || !kind) return this.page(reply, viewer, id, NOTHING_TYPED, form.faults, 422);
    await this.act(reply, viewer, id, NOTHING_TYPED, () => this.law.enter(viewer.actor, { incidentId: id, ruleId: form.text('rule'), kind, at, note }));
  }

  @Post('holds')
  @AllowRoles(...HOLDERS)
  async hold(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const asked = holdAsked(form, await this.boardZone(id));
    if (form.faults.length > 0) return this.page(reply, viewer, id, NOTHING_TYPED, form.faults, 422);
    await this.act(reply, viewer, id, NOTHING_TYPED, () => this.holds.place(viewer.actor, id, asked));
  }

  @Post('holds/end')
  @AllowRoles(...HOLDERS)
  async endHold(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const reason = holdEnd(form);
    if (form.faults.length > 0) return this.page(reply, viewer, id, NOTHING_TYPED, form.faults, 422);
    await this.act(reply, viewer, id, NOTHING_TYPED, () => this.holds.end(viewer.actor, id, reason));
  }

  @Post('substitute')
  @AllowRoles(...LAW_WRITERS)
  async substitute(@Param('id', { schema: incidentId }) id: IncidentId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const note = form.text('note').slice(0, LONGEST_NOTE);
    await this.act(reply, viewer, id, NOTHING_TYPED, () => this.substitutes.enter(viewer.actor, { incidentId: id, termsId: form.text('law'), stepId: form.text('step'), isDone: form.text('isDone') === 'yes', note }), '#substitute');
  }

  private async boardZone(id: IncidentId): Promise<string> {
    return (await this.clocks.of(id)).zone;
  }

  private async act(reply: FastifyReply, viewer: Viewer, id: IncidentId, typed: TypedLaw, work: () => Promise<void>, place = ''): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { faults, status } = refusalOf(error);
      return this.page(reply, viewer, id, typed, faults, status);
    }
    seeOther(reply, `/incidents/${id}/law${place}`);
  }

  private async page(reply: FastifyReply, viewer: Viewer, id: IncidentId, typed: TypedLaw, faults: readonly Fault[], status: number): Promise<void> {
    const [board, notices] = await Promise.all([this.clocks.of(id), this.known.ofIncident(id)]);
    const data = lawPage({ ...board, zone: typed.zone ?? viewer.zone ?? board.zone }, this.clock.now(), { mayWrite: mayDo(viewer, ...LAW_WRITERS), typed, faults, notices });
    sendPage(reply, this.pages.page(viewer, 'law', `${board.incident.reference}: clocks of the law`, data), status);
  }
}
