import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Channel, type SuppressionReason, type SuppressionScope } from '../../audience/contract.js';
import { ADDED_REASONS, suppressionAddition, suppressionLift } from '../../audience/suppression.input.js';
import { channelOf, type Suppression, SuppressionsService } from '../../audience/suppressions.service.js';
import { type Sight, sightOf } from '../../kernel/actor.js';
import { AllowRoles, AsksBrands } from '../../platform/auth/access.js';
import { numberOf, pageOfMore, timeIn } from '../list/console-list.js';
import { suppressionsList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { FieldFault, type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { SCOPE_WORDS, SUPPRESSION_WORDS, suppressionPart } from './suppression.words.js';

const HERE = '/suppressions';
const PAGE = 50;
const suppressionId = z.string().regex(/^[1-9]\d{0,17}$/);
const COLUMNS: Columns<Suppression> = {
  number: ({ id }) => id, channel: ({ channel }) => channel, customers: ({ customers }) => customers.join(' '), why: ({ reason }) => reason, stops: ({ scope }) => scope, since: ({ since }) => since, until: ({ until }) => until,
  by: (one) => suppressionPart(one).by, lifted_at: ({ liftedAt }) => liftedAt, lifted_by: (one) => suppressionPart(one).lifter, lifted_because: ({ liftReason }) => liftReason,
};
const FRESH = { address: '', reason: 'manual', scope: 'all', note: '' };

/** Addresses that must not be used. They are kept as keyed hashes alone: an address is looked up by a form that is posted, and shown nowhere. */
@ApiExcludeController()
@AllowRoles('ops', 'legal', 'admin')
@AsksBrands()
@Controller('suppressions')
export class SuppressionsPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly suppressions: SuppressionsService,
    private readonly files: ListFiles,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const asked = suppressionsList.asked(query);
    const { rows, next } = pageOfMore(await this.read(sightOf(viewer.actor), asked.values, PAGE + 1, numberOf(asked.after)), ({ id }) => id, PAGE);
    this.send(reply, viewer, { rows: rows.map(suppressionPart), list: suppressionsList.bar(HERE, asked, { rows, next }, `${HERE}/suppressions.csv`), find: '' });
  }

  @Post('find')
  async find(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const find = new Form(body).text('find').replaceAll('\0', '').slice(0, 254);
    if (find === '') return seeOther(reply, HERE);
    try {
      const found = await this.suppressions.ofAddress(find, viewer.actor);
      this.send(reply, viewer, { rows: found.map(suppressionPart), find, isStopped: found.some(({ liftedAt }) => liftedAt === null) });
    } catch (error) {
      const { faults, status } = refusalOf(error);
      this.send(reply, viewer, { rows: [], find, faults: faults.map((fault) => new FieldFault(String(fault), 'find')) }, status);
    }
  }

  @Get('suppressions.csv')
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = suppressionsList.asked(query);
    return this.files.take(viewer, suppressionsList, asked, { columns: COLUMNS, rows: everyPage<Suppression>(({ id }) => id, (after, limit) => this.read(sightOf(viewer.actor), asked.values, limit, after)) });
  }

  @Get('new')
  @AllowRoles('ops', 'admin')
  fresh(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): void {
    this.sendForm(reply, viewer, FRESH, [], 200);
  }

  @Post('new')
  @AllowRoles('ops', 'admin')
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { address: form.text('address'), reason: form.text('reason'), scope: form.text('scope'), note: form.text('note') };
    const parsed = suppressionAddition.safeParse({ ...typed, channel: channelOf(typed.address) });
    if (!parsed.success) return this.sendForm(reply, viewer, typed, faultsOfIssues(parsed.error), 422);
    try {
      const { channel, address, reason, note, scope } = parsed.data;
      const id = await this.suppressions.add(channel, address, reason, note, viewer.actor, scope);
      if (id === null) return this.sendForm(reply, viewer, typed, [new FieldFault('This address is stopped already.', 'address')], 409);
      seeOther(reply, `${HERE}/${id}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      this.sendForm(reply, viewer, typed, faults.map((fault) => new FieldFault(String(fault), 'address')), status);
    }
  }

  @Get(':id')
  async one(@Param('id', { schema: suppressionId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, id, '', [], 200);
  }

  @Post(':id/lift')
  @AllowRoles('ops', 'admin')
  async lift(@Param('id', { schema: suppressionId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const reason = new Form(body).reason();
    const parsed = suppressionLift.safeParse({ reason });
    if (!parsed.success) return this.show(reply, viewer, id, reason, faultsOfIssues(parsed.error), 422);
    try {
      await this.suppressions.liftOne(id, parsed.data.reason, viewer.actor);
      seeOther(reply, `${HERE}/${id}`);
    } catch (error) {
      const { faults, status } = refusalOf(error);
      await this.show(reply, viewer, id, reason, faults, status);
    }
  }

  private read(sight: Sight, { state, channel, reason, scope, since }: Readonly<Record<'state' | 'channel' | 'reason' | 'scope' | 'since', string>>, limit: number, before: string | null): Promise<readonly Suppression[]> {
    const filter = {
      active: state === '' ? null : state === 'active', channel: (channel || null) as Channel | null, reason: (reason || null) as SuppressionReason | null, scope: (scope || null) as SuppressionScope | null,
      since: timeIn(since, this.pages.zone), address: null,
    };
    return this.suppressions.list(filter, limit, before, sight);
  }

  private async show(reply: FastifyReply, viewer: Viewer, id: string, reason: string, faults: readonly Fault[], status: number): Promise<void> {
    const one = suppressionPart(await this.suppressions.get(id, sightOf(viewer.actor)));
    sendPage(reply, this.pages.page(viewer, 'suppression', 'A stopped address', { one, reason, faults, mayEdit: mayDo(viewer, 'ops', 'admin'), zone: this.pages.zone }), status);
  }

  private send(reply: FastifyReply, viewer: Viewer, shown: Readonly<Record<string, unknown>>, status = 200): void {
    sendPage(reply, this.pages.page(viewer, 'suppressions', 'Stopped addresses', { list: null, isStopped: false, faults: [], ...shown, mayEdit: mayDo(viewer, 'ops', 'admin'), zone: this.pages.zone }), status);
  }

  private sendForm(reply: FastifyReply, viewer: Viewer, typed: typeof FRESH, faults: readonly Fault[], status: number): void {
    const reasons = ADDED_REASONS.map((value) => ({ value, label: SUPPRESSION_WORDS[value], selected: value === typed.reason }));
    const scopes = Object.entries(SCOPE_WORDS).map(([value, label]) => ({ value, label, checked: value === typed.scope }));
    sendPage(reply, this.pages.page(viewer, 'suppression-new', 'Stop an address', { typed, reasons, scopes, faults }), status);
  }
}
