import { Body, Controller, Get, Header, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowRoles } from '../../platform/auth/access.js';
import { ENDPOINT_STATES, endpointState, isWantedEndpoint } from '../../platform/webhooks/endpoint-filter.js';
import { webhookInput } from '../../platform/webhooks/webhooks.controller.js';
import { WEBHOOK_EVENTS } from '../../platform/webhooks/webhook-event.js';
import { WEBHOOK_EVENT_WORDS } from './webhook-events.words.js';
import { type WebhookDelivery, type WebhookEndpoint } from '../../platform/webhooks/webhook.records.js';
import { Webhooks } from '../../platform/webhooks/webhooks.js';
import { pageOfMore, pageOfRows } from '../list/console-list.js';
import { deliveriesList, webhooksList } from '../list/console-lists.js';
import { type Columns, everyPage, ListFiles } from '../list/list-files.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault, FieldFault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { faultsOfIssues, refusalOf } from '../page/refusal.js';
import { CurrentViewer, mayDo, type Viewer } from '../page/viewer.js';

const webhookId = z.uuid();
const eventId = z.string().regex(/^[1-9]\d{0,17}$/);
const HERE = '/settings/webhooks';
const PAGE = 50;
const STATES = { pending: { label: 'waits', tone: 'info' }, delivered: { label: 'delivered', tone: 'good' }, dead: { label: 'given up', tone: 'bad' } } as const;

const ENDPOINTS = 20;
const STANDS = { on: { label: 'on', tone: 'good' }, failing: { label: 'failing', tone: 'warn' }, off: { label: 'switched off', tone: 'bad' } } as const;
const COLUMNS: Columns<WebhookEndpoint> = {
  who: ({ description }) => description, address: ({ url }) => url, hears: ({ events }) => events.join(' '), state: (one) => STANDS[endpointState(one)].label, waiting: ({ waiting }) => waiting, given_up: ({ dead }) => dead,
  since: ({ createdAt }) => createdAt, failing_since: ({ failingSince }) => failingSince, switched_off_at: ({ disabledAt }) => disabledAt, why: ({ disabledWhy }) => disabledWhy,
};
const DELIVERY_COLUMNS: Columns<WebhookDelivery> = {
  event: ({ eventId: of }) => of, type: ({ type }) => type, happened_at: ({ occurredAt }) => occurredAt, state: ({ state }) => STATES[state].label, tries: ({ attempts }) => attempts, next_try_at: ({ nextAt }) => nextAt,
  status: ({ status }) => status, error: ({ error }) => error, settled_at: ({ settledAt }) => settledAt,
};

const endpointsAsked = (endpoints: readonly WebhookEndpoint[], { words, state }: Readonly<Record<'words' | 'state', string>>): readonly WebhookEndpoint[] =>
  endpoints.filter(isWantedEndpoint({ words, state: ENDPOINT_STATES.find((each) => each === state) }));
const filterOf = ({ state, type }: Readonly<Record<'state' | 'type', string>>) => ({ state: (state || null) as WebhookDelivery['state'] | null, type: type || null });
const eventIdOf = (place: string | null): string | null => (eventId.safeParse(place).success ? place : null);

interface Extras {
  readonly typed?: { readonly url: string; readonly description: string; readonly events: readonly string[] };
  readonly secret?: string;
  readonly faults?: readonly Fault[];
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
    private readonly files: ListFiles,
  ) {}

  @Get()
  @AllowRoles('admin', 'auditor')
  async list(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, {}, query);
  }

  @Get('webhooks.csv')
  @AllowRoles('admin', 'auditor')
  @Header('cache-control', 'no-store')
  async file(@Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = webhooksList.asked(query);
    return this.files.take(viewer, webhooksList, asked, { columns: COLUMNS, rows: endpointsAsked(await this.webhooks.list(), asked.values) });
  }

  /** The secret is on this one page and never again, so this answer is no redirect. */
  @Post()
  async add(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const typed = { url: form.text('url'), description: form.text('description'), events: form.all('events') };
    if (typed.events.length === 0) return this.show(reply, viewer, { typed, faults: [new FieldFault('Tick at least one event: else nothing would be sent.', 'events')], status: 422 });
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
  async deliveries(@Param('id', { schema: webhookId }) id: string, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply): Promise<void> {
    const asked = deliveriesList.asked(query);
    const endpoint = (await this.webhooks.list()).find((one) => one.id === id);
    if (!endpoint) return seeOther(reply, HERE);
    const { rows: items, next } = pageOfMore(await this.webhooks.deliveries(id, filterOf(asked.values), eventIdOf(asked.after), PAGE + 1), ({ eventId: of }) => of, PAGE);
    const data = {
      endpoint, mayEdit: mayDo(viewer, 'admin'), zone: this.pages.zone, list: deliveriesList.bar(`${HERE}/${id}`, asked, { rows: items, next }, `${HERE}/${id}/deliveries.csv`),
      items: items.map((one) => ({ ...one, ...STATES[one.state], isSettled: one.state !== 'pending' })),
    };
    sendPage(reply, this.pages.page(viewer, 'webhook', 'Deliveries', data));
  }

  @Get(':id/deliveries.csv')
  @AllowRoles('admin', 'auditor')
  @Header('cache-control', 'no-store')
  async deliveriesFile(@Param('id', { schema: webhookId }) id: string, @Query() query: Record<string, unknown>, @CurrentViewer() viewer: Viewer): Promise<StreamableFile> {
    const asked = deliveriesList.asked(query);
    const rows = everyPage<WebhookDelivery>(({ eventId: of }) => of, (after, limit) => this.webhooks.deliveries(id, filterOf(asked.values), after, limit));
    return this.files.take(viewer, deliveriesList, asked, { columns: DELIVERY_COLUMNS, rows });
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

  private async show(reply: FastifyReply, viewer: Viewer, { typed = { url: '', description: '', events: [] }, secret, faults = [], status = 200 }: Extras, query: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const asked = webhooksList.asked(query);
    const page = pageOfRows(endpointsAsked(await this.webhooks.list(), asked.values), ({ id }) => id, asked.after, ENDPOINTS);
    const data = {
      list: webhooksList.bar(HERE, asked, page, `${HERE}/webhooks.csv`), faults, secret, typed, zone: this.pages.zone, mayEdit: mayDo(viewer, 'admin'), events: WEBHOOK_EVENTS.map((name) => ({ name, words: WEBHOOK_EVENT_WORDS[name], checked: typed.events.includes(name) })),
      endpoints: page.rows.map((one) => ({ ...one, hears: WEBHOOK_EVENTS.filter((name) => one.events.includes(name)).map((name) => ({ name, words: WEBHOOK_EVENT_WORDS[name] })), ...STANDS[endpointState(one)] })),
    };
    sendPage(reply, this.pages.page(viewer, 'webhooks', 'Webhooks', data), status);
  }
}
