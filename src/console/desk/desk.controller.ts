import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BriefingService } from '../../approve/briefing.service.js';
import { DeskService } from '../../hear/desk.service.js';
import { type CustomerId, type IncidentId, type NoticeId } from '../../kernel/ids.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { answerSentence, CALL_REASONS, casePage, deskBriefing } from './desk.presenter.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const deskQuery = z.object({ find: z.string().trim().max(300).catch(''), state: z.enum(['open', 'answered', 'closed']).catch('open') });
const againForm = z.object({ notice: z.uuid(), channel: z.enum(['email', 'sms']), key: z.string().min(8).max(100), reason: z.string().min(3).max(500), checked: z.array(z.enum(['reference', 'postal-code', 'date-of-birth', 'last-purchase', 'called-back'])) });
const MOST_REPLIES = 100;

/** The agent desk: who calls, what he was told, and what to do for him. Every look is on record. */
@ApiExcludeController()
@AllowRoles('agent', 'commander')
@Controller('desk')
export class DeskPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly desk: DeskService,
    private readonly briefings: BriefingService,
  ) {}

  @Get()
  async start(@Query({ schema: deskQuery }) { find, state }: z.output<typeof deskQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const found = find === '' ? null : await this.desk.find(viewer.actor, find);
    if (found?.length === 1) return seeOther(reply, `/desk/customers/${found[0]!.id}`);
    const replies = find === '' ? await this.desk.replies(state, MOST_REPLIES) : [];
    const briefings = find === '' ? (await this.briefings.standing()).map(deskBriefing) : [];
    const states = [{ value: 'open', label: 'Open' }, { value: 'answered', label: 'Answered' }, { value: 'closed', label: 'Closed' }].map((one) => ({ ...one, current: one.value === state }));
    sendPage(reply, this.pages.page(viewer, 'desk', 'Agent desk', { find, found, replies, briefings, states, state, zone: this.pages.zone }));
  }

  @Get('customers/:id')
  async customer(@Param('id', { schema: customerId }) id: CustomerId, @Query('said') said: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], said === 'logged' ? 'The call is logged.' : null, 200);
  }

  @Post('customers/:id/call')
  async log(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const reason = CALL_REASONS.find(({ value }) => value === form.text('reason'))?.value ?? 'something-else';
    const incident = z.uuid().safeParse(form.text('incident')).data ?? null;
    await this.desk.logCall(viewer.actor, id, { incident: incident as IncidentId | null, reason, note: form.text('note').slice(0, 500) || null, key: form.text('key').slice(0, 100) || randomUUID() });
    seeOther(reply, `/desk/customers/${id}?said=logged`);
  }

  @Post('customers/:id/again')
  async again(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const read = againForm.safeParse({ notice: form.text('notice'), channel: form.text('channel'), key: form.text('key'), reason: form.text('reason') || 'asked for on the telephone', checked: form.all('checked') });
    if (!read.success || viewer.actor.kind === 'system') return this.show(reply, viewer, id, ['Choose how to send it.'], null, 400);
    const { notice, ...more } = read.data;
    try {
      const answer = await this.desk.sendAgain(viewer.actor, id, { notice: notice as NoticeId, ...more, address: form.text('address') || null });
      await this.show(reply, viewer, id, answer.kind === 'refused' ? [answerSentence(answer)] : [], answer.kind === 'refused' ? null : answerSentence(answer), answer.kind === 'refused' ? 409 : 200);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, id, faults, null, status);
    }
  }

  @Post('replies/:kind/:id')
  async setReply(@Param('kind', { schema: z.enum(['sms', 'mail']) }) kind: 'sms' | 'mail', @Param('id', { schema: customerId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const state = z.enum(['open', 'answered', 'closed']).catch('answered').parse(new Form(body).text('state'));
    await this.desk.setReply(viewer.actor, kind, id, state);
    seeOther(reply, '/desk');
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: CustomerId, faults: readonly string[], said: string | null, status: number): Promise<void> {
    const file = await this.desk.open(viewer.actor, id);
    const shown = casePage({ file, keys: randomUUID, zone: this.pages.zone, faults, said });
    sendPage(reply, this.pages.page(viewer, 'desk-case', shown.customer.name, shown), status);
  }
}
