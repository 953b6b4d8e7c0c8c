import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type CallGap } from '../../hear/contract.js';
import { FeedGapsService } from '../../hear/feed-gaps.service.js';
import { ExpectedCallsService } from '../../measure/expected-calls.service.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock/clock.js';
import { pageOfRows } from '../list/console-list.js';
import { daysList, gapsList } from '../list/console-lists.js';
import { ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { contactCentrePage, DAY_COLUMNS, daysAsked, GAP_COLUMNS, gapsAsked } from './contact-centre.presenter.js';

const DAY_MS = 86_400_000;
const PAGE = 25;
/** Whose gaps people enter: of late. */
const FEEDS_OF_DAYS = 28;
const uuid = z.uuid();
/** Those who meet a gap first may say what it was; the calendar is of the whole contact centre. */
const MAY_EDIT_GAPS = ['ops', 'commander', 'admin'] as const;
const MAY_EDIT_DAYS = ['ops', 'admin'] as const;
const isDate = (text: string): boolean => z.iso.date().safeParse(text).success;
const kindOf = (text: string): 'closed' | 'set-aside' => (text === 'closed' ? 'closed' : 'set-aside');

/** Days on which the phones were no ordinary ones, and gaps of what is known of them. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'auditor', 'admin')
@Controller('contact-centre')
export class ContactCentreController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly expected: ExpectedCallsService,
    private readonly gaps: FeedGapsService,
    private readonly clock: Clock,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async show(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.page(reply, viewer, new Form({}), [], 200, query);
  }

  @Get('gaps.csv')
  @Header('cache-control', 'no-store')
  async gapsFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = gapsList.asked(query);
    return this.files.take(viewer, gapsList, asked, { columns: GAP_COLUMNS, rows: gapsAsked(await this.known(), asked.values) });
  }

  @Get('days.csv')
  @Header('cache-control', 'no-store')
  async daysFile(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = daysList.asked(query);
    return this.files.take(viewer, daysList, asked, { columns: DAY_COLUMNS, rows: daysAsked(await this.expected.calendar(), asked.values) });
  }

  @Post('days')
  @AllowRoles(...MAY_EDIT_DAYS)
  async setDay(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    if (!isDate(form.text('date'))) form.faults.push('The day must be a date.');
    if (form.text('note') === '') form.faults.push('Say in a few words why.');
    await this.done(reply, viewer, form, () => this.expected.setDay(viewer.actor, form.text('date'), kindOf(form.text('kind')), form.text('note').slice(0, 200)));
  }

  @Post('days/clear')
  @AllowRoles(...MAY_EDIT_DAYS)
  async clearDay(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    if (!isDate(form.text('date'))) form.faults.push('The day must be a date.');
    await this.done(reply, viewer, form, () => this.expected.clearDay(viewer.actor, form.text('date')));
  }

  @Post('gaps')
  @AllowRoles(...MAY_EDIT_GAPS)
  async addGap(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [from, until] = [form.instant('from', 'The beginning', this.pages.zone), form.instant('until', 'The end', this.pages.zone)];
    if (form.faults.length === 0 && (from === null || until === null)) form.faults.push('A gap has a beginning and an end.');
    if (form.text('reason') === '') form.faults.push('Say in a few words what happened.');
    const reason = form.text('reason').slice(0, 300);
    await this.done(reply, viewer, form, () => this.gaps.add(viewer.actor, { source: form.text('source').slice(0, 40) || null, queue: form.text('queue').slice(0, 100) || null, from: from!, until: until!, reason }));
  }

  @Post('gaps/:id')
  @AllowRoles(...MAY_EDIT_GAPS)
  async decideGap(@Param('id', { schema: uuid }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.done(reply, viewer, form, () => this.gaps.decide(viewer.actor, id, form.text('state') === 'known' ? 'known' : 'dismissed', form.text('reason').slice(0, 300) || null));
  }

  private async done(reply: FastifyReply, viewer: Viewer, form: Form, work: () => Promise<unknown>): Promise<void> {
    if (form.faults.length > 0) return this.page(reply, viewer, form, form.faults, 422);
    try {
      await work();
      seeOther(reply, '/contact-centre');
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.page(reply, viewer, form, faults, status);
    }
  }

  /** Of half a year, and what is known to come. */
  private known(): Promise<CallGap[]> {
    const now = this.clock.now().getTime();
    return this.gaps.list(new Date(now - 180 * DAY_MS), new Date(now + 30 * DAY_MS));
  }

  private async page(reply: FastifyReply, viewer: Viewer, form: Form, faults: readonly Fault[], status: number, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const [asked, askedGaps] = [daysList.asked(query), gapsList.asked(query)];
    const since = new Date(this.clock.now().getTime() - FEEDS_OF_DAYS * DAY_MS);
    const [calendar, known, feeds] = await Promise.all([this.expected.calendar(), this.known(), this.gaps.feeds(since)]);
    const days = pageOfRows(daysAsked(calendar, asked.values), ({ date }) => date, asked.after, PAGE);
    const gaps = pageOfRows(gapsAsked(known, askedGaps.values), ({ id }) => id, askedGaps.after, PAGE);
    const lists = { days: daysList.bar('/contact-centre', asked, days, '/contact-centre/days.csv'), gaps: gapsList.bar('/contact-centre', askedGaps, gaps, '/contact-centre/gaps.csv') };
    const fields = ['date', 'kind', 'note', 'from', 'until', 'source', 'queue', 'reason'] as const;
    const typed = Object.fromEntries(fields.map((name) => [name, form.text(name)])) as Record<(typeof fields)[number], string>;
    const data = contactCentrePage({ lists, feeds, days: days.rows, gaps: gaps.rows, mayEditDays: mayDo(viewer, ...MAY_EDIT_DAYS), mayEditGaps: mayDo(viewer, ...MAY_EDIT_GAPS), zone: form.zone(viewer.zone ?? this.pages.zone), typed, faults });
    sendPage(reply, this.pages.page(viewer, 'contact-centre', 'Contact centre', data), status);
  }
}
