import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowRoles } from '../../platform/auth/access.js';
import { webhookInput } from '../../platform/webhooks/webhooks.controller.js';
import { WEBHOOK_EVENTS } from '../../platform/webhooks/webhook-event.js';
import { Webhooks } from '../../platform/webhooks/webhooks.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const webhookId = z.uuid();
const eventId = z.string().regex(/^[1-9]\d{0,17}$/);
const listQuery = z.object({ state: z.enum(['pending', 'delivered', 'dead']).optional().catch(undefined), after: eventId.optional().catch(undefined) });
const HERE = '/settings/webhooks';
const PAGE = 50;
const STATES = { pending: { label: 'waits', tone: 'info' }, delivered: { label: 'delivered', tone: 'good' }, dead: { label: 'given up', tone: 'bad' } } as const;

interface Extras {
  readonly typed?: { readonly url: string; readonly description: string; readonly events: readonly string[] };
  readonly secret?: string;
  readonly faults?: readonly string[];
  readonly status?: number;
}

/** Other programs that hear of what happens. */
@ApiExcludeController()
@AllowRoles('admin')
@Controller('settings/webhooks')
export class WebhooksPageController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly webhooks: Webhooks,
  ) {}

  @Get()
  @AllowRoles('admin', 'auditor')
  async list(@CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, {});
  }

  /** The secret is on this one page and never again, so this answer is no redirect. */
  @Post()
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { url: form.text('url'), description: form.text('description'), events: form.all('events') };
    const parsed = webhookInput.safeParse(typed);
    if (!parsed.success) return this.show(reply, viewer, { typed, faults: faultsOfIssues(parsed.error), status: 422 });
    await this.tell(reply, viewer, () => this.webhooks.add(viewer.actor, parsed.data), typed);
  }

  @Post(':id/rotate')
  async rotate(@Param('id', { schema: webhookId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.tell(reply, viewer, () => this.webhooks.rotate(viewer.actor, id));
  }

  @Post(':id/enable')
  async enable(@Param('id', { schema: webhookId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.webhooks.enable(viewer.actor, id);
    seeOther(reply, HERE);
  }

  @Post(':id/test')
  async test(@Param('id', { schema: webhookId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.webhooks.test(viewer.actor, id);
    seeOther(reply, `${HERE}/${id}`);
  }

  @Post(':id/remove')
  async remove(@Param('id', { schema: webhookId }) id: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.webhooks.remove(viewer.actor, id);
    seeOther(reply, HERE);
  }

  @Get(':id')
  @AllowRoles('admin', 'auditor')
  async deliveries(@Param('id', { schema: webhookId }) id: string, @Query({ schema: listQuery }) { state, after }: z.output<typeof listQuery>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const endpoint = (await this.webhooks.list()).find((one) => one.id === id);
    if (!endpoint) return seeOther(reply, HERE);
    const items = await this.webhooks.deliveries(id, state ?? null, after ?? null, PAGE);
    const data = {
      endpoint, mayEdit: mayDo(viewer, 'admin'), zone: this.pages.zone, state: state ?? '', next: items.length === PAGE ? items.at(-1)!.eventId : null,
      states: Object.entries(STATES).map(([value, { label }]) => ({ value, label, selected: value === state })),
      items: items.map((one) => ({ ...one, ...STATES[one.state], isSettled: one.state !== 'pending' })),
    };
    sendPage(reply, this.pages.page(viewer, 'webhook', 'Deliveries', data));
  }

  @Post(':id/deliveries/:event')
  async redeliver(@Param('id', { schema: webhookId }) id: string, @Param('event', { schema: eventId }) event: string, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.webhooks.deliverAgain(viewer.actor, id, event);
    seeOther(reply, `${HERE}/${id}`);
  }

  private async tell(reply: FastifyReply, viewer: Viewer, make: () => Promise<{ readonly secret: string }>, typed?: Extras['typed']): Promise<void> {
    let extras: Extras;
    try {
      extras = { secret: (await make()).secret, status: 201 };
    } catch (error) {
      extras = { ...(typed && { typed }), ...refusalOf(error) };
    }
    await this.show(reply, viewer, extras);
  }

  private async show(reply: FastifyReply, viewer: Viewer, { typed = { url: '', description: '', events: [] }, secret, faults = [], status = 200 }: Extras): Promise<void> {
    const endpoints = await this.webhooks.list();
    const data = {
      faults, secret, typed, zone: this.pages.zone, mayEdit: mayDo(viewer, 'admin'), events: WEBHOOK_EVENTS.map((name) => ({ name, checked: typed.events.includes(name) })),
      endpoints: endpoints.map((one) => ({ ...one, hears: one.events.join(', '), ...(one.disabledAt ? { label: 'switched off', tone: 'bad' } : one.failingSince ? { label: 'failing', tone: 'warn' } : { label: 'on', tone: 'good' }) })),
    };
    sendPage(reply, this.pages.page(viewer, 'webhooks', 'Webhooks', data), status);
  }
}
