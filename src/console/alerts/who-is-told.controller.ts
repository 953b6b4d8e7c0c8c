import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { BrandService } from '../../declare/brand.service.js';
import { AlertContacts } from '../../platform/alerts/on-call/alert-contacts.js';
import { AlertTellings } from '../../platform/alerts/on-call/alert-tellings.js';
import { contactInput, rhythmInput } from '../../platform/alerts/on-call/contact.schema.js';
import { AllowRoles } from '../../platform/auth/access.js';
import { People } from '../../platform/auth/people.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';
import { typedContact, whoIsToldPage } from './who-is-told.presenter.js';

const contactId = z.uuid();
const HERE = '/settings/alerts';

/** The company's own people on call: in which order, when and how they hear of alerts. */
@ApiExcludeController()
@AllowRoles('commander', 'ops', 'auditor', 'admin')
@Controller('settings/alerts')
export class WhoIsToldController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly contacts: AlertContacts,
    private readonly tellings: AlertTellings,
    private readonly people: People,
    private readonly brands: BrandService,
  ) {}

  @Get()
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, {});
  }

  @Post()
  @AllowRoles('commander', 'ops', 'admin')
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const typed = typedContact(new Form(body), this.pages.zone);
    await this.checked(reply, viewer, contactInput, typed, (contact) => this.contacts.add(viewer.actor, contact));
  }

  @Post('rhythm')
  @AllowRoles('commander', 'ops', 'admin')
  async setRhythm(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = Object.fromEntries(['criticalMinutes', 'warningMinutes', 'repeatMinutes'].map((name) => [name, form.text(name)]));
    await this.checked(reply, viewer, rhythmInput, typed, (rhythm) => this.contacts.setRhythm(viewer.actor, rhythm));
  }

  @Post('test')
  async test(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, () => this.tellings.test(viewer.actor));
  }

  @Post(':id')
  @AllowRoles('commander', 'ops', 'admin')
  async change(@Param('id', { schema: contactId }) id: string, @Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const parsed = contactInput.safeParse(typedContact(new Form(body), this.pages.zone));
    if (!parsed.success) return this.show(reply, viewer, { faults: faultsOfIssues(parsed.error), status: 422 });
    await this.act(reply, viewer, () => this.contacts.change(viewer.actor, id, parsed.data));
  }

  @Post(':id/earlier')
  @AllowRoles('commander', 'ops', 'admin')
  async earlier(@Param('id', { schema: contactId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, () => this.contacts.earlier(viewer.actor, id));
  }

  @Post(':id/remove')
  @AllowRoles('commander', 'ops', 'admin')
  async remove(@Param('id', { schema: contactId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, () => this.contacts.remove(viewer.actor, id));
  }

  private async checked<Output>(reply: FastifyReply, viewer: Viewer, schema: z.ZodType<Output>, typed: Record<string, unknown>, work: (value: Output) => Promise<unknown>): Promise<void> {
    const parsed = schema.safeParse(typed);
    if (!parsed.success) return this.show(reply, viewer, { typed, faults: faultsOfIssues(parsed.error), status: 422 });
    await this.act(reply, viewer, () => work(parsed.data), typed);
  }

  private async act(reply: FastifyReply, viewer: Viewer, work: () => Promise<unknown>, typed: Record<string, unknown> | null = null): Promise<void> {
    try {
      await work();
    } catch (error) {
      return this.show(reply, viewer, { typed, ...refusalOf(error) });
    }
    seeOther(reply, HERE);
  }

  private async show(reply: FastifyReply, viewer: Viewer, { typed = null, faults = [], status = 200 }: { typed?: Record<string, unknown> | null; faults?: readonly Fault[]; status?: number }): Promise<void> {
    const [contacts, rhythm, people, brands, test] = await Promise.all([this.contacts.list(), this.contacts.rhythm(), this.people.list(), this.brands.list(), this.tellings.lastTest(viewer.actor)]);
    const data = whoIsToldPage({ contacts, rhythm, people, brands, typed: typed, test, mayEdit: mayDo(viewer, 'commander', 'ops', 'admin'), faults, zone: this.pages.zone });
    sendPage(reply, this.pages.page(viewer, 'who-is-told', 'Who is alerted', data), status);
  }
}
