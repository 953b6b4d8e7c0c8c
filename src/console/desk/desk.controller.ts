import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BriefingService } from '../../approve/briefing.service.js';
import { DeskService } from '../../hear/desk.service.js';
import { DISOWN_PROOFS, DisownService } from '../../hear/disown.service.js';
import { DomainError } from '../../kernel/domain-error.js';
import { type CustomerId, type IncidentId, type MessageId, type NoticeId } from '../../kernel/ids.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { pagingOf } from '../list/paging.js';
import { wayOf } from '../list/way.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { answerSentence, CALL_REASONS, casePage, deskBriefing, MOST_COUNTED, replyTabs } from './desk.presenter.js';

const customerId = z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as CustomerId);
const deskQuery = z.object({ state: z.enum(['open', 'answered', 'closed']).catch('open'), after: z.string().max(100).optional().catch(undefined), start: z.string().optional().catch(undefined), back: z.string().optional().catch(undefined) });
const againForm = z.object({ notice: z.uuid(), channel: z.enum(['email', 'sms']), key: z.string().min(8).max(100), reason: z.string().min(3).max(500), checked: z.array(z.enum(['reference', 'postal-code', 'date-of-birth', 'last-purchase', 'called-back'])) });
const REPLIES_ON_A_PAGE = 50;
const notTheirsForm = z.object({ message: z.string().regex(/^[1-9]\d{0,17}$/).transform((id) => id as MessageId), shownBy: z.enum(DISOWN_PROOFS) });

const SAID: Readonly<Record<string, string>> = { logged: 'The call is logged.', stopped: 'We write there no more, and what had reached it counts as not told.' };

/** The agent desk: who calls, what he was told, and what to do for him. Every look is on record. */
@ApiExcludeController()
@AllowRoles('agent', 'commander')
@AsksBrands()
@Controller('desk')
export class DeskPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly desk: DeskService,
    private readonly disowned: DisownService,
    private readonly briefings: BriefingService,
  ) {}

  @Get()
  async start(@Query({ schema: deskQuery }) { state, after, ...way }: z.output<typeof deskQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const [replies, standing, open] = await Promise.all([this.repliesPage(viewer, state, after), this.briefings.standing(viewer.actor), this.desk.openReplies(viewer.actor, MOST_COUNTED)]);
    const [here, isFirst] = [`/desk?state=${state}`, after === undefined];
    const paging = pagingOf({ noun: 'replies', way: wayOf(after ?? null, way), rows: replies.items.length, total: state === 'open' && open < MOST_COUNTED ? open : null, next: replies.next, address: (place) => `${here}${place === null ? '' : `&after=${encodeURIComponent(place)}`}` });
    sendPage(reply, this.pages.page(viewer, 'desk', 'Agent desk', { find: '', replies: replies.items, paging, isFirst, briefings: standing.map(deskBriefing), states: replyTabs(state, open), state, zone: this.pages.zone }));
  }

  /** Posted, since an address with a name or a number in it would stay in histories and logs. */
  @Post('find')
  async find(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const find = new Form(body).text('find').replaceAll('\0', '').slice(0, 300);
    if (find === '') return seeOther(reply, '/desk');
    const found = await this.desk.find(viewer.actor, find);
    if (found.length === 1) return seeOther(reply, `/desk/customers/${found[0]!.id}`);
    sendPage(reply, this.pages.page(viewer, 'desk', 'Agent desk', { find, found, zone: this.pages.zone }));
  }

  @Get('customers/:id')
  async customer(@Param('id', { schema: customerId }) id: CustomerId, @Query('said') said: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, [], SAID[String(said)] ?? null, 200);
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

  @Post('customers/:id/not-theirs')
  async notTheirs(@Param('id', { schema: customerId }) id: CustomerId, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const read = notTheirsForm.safeParse({ message: form.text('message'), shownBy: form.text('shownBy') });
    if (!read.success) return this.show(reply, viewer, id, ['Choose how you know that it is theirs.'], null, 400);
    try {
      await this.disowned.disownAtDesk(viewer.actor, id, read.data.message, read.data.shownBy);
      seeOther(reply, `/desk/customers/${id}?said=stopped`);
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

  /** A place that is none is the beginning. */
  private repliesPage({ actor }: Viewer, state: 'open' | 'answered' | 'closed', after: string | undefined) {
    return this.desk.replies(actor, state, after, REPLIES_ON_A_PAGE).catch((error: unknown) => {
      if (after === undefined || !(error instanceof DomainError)) throw error;
      return this.desk.replies(actor, state, undefined, REPLIES_ON_A_PAGE);
    });
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: CustomerId, faults: readonly Fault[], said: string | null, status: number): Promise<void> {
    const file = await this.desk.open(viewer.actor, id);
    const shown = casePage({ file, keys: randomUUID, zone: this.pages.zone, faults, said });
    sendPage(reply, this.pages.page(viewer, 'desk-case', shown.customer.name, shown), status);
  }
}
