import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import type { JsonOf } from '../../kernel/json-of.js';
import { AllowRoles, CurrentActor } from '../auth/access.js';
import { count, instant, pageOf, rowId, uuid } from '../http/answer.schema.js';
import { pageOfRows, pageQuery, type RowsPage } from '../http/page-of-rows.js';
import { ENDPOINT_STATES, isWantedEndpoint } from './endpoint-filter.js';
import { WEBHOOK_EVENTS, WEBHOOK_TEST } from './webhook-event.js';
import { type WebhookDelivery, type WebhookEndpoint } from './webhook.records.js';
import { Webhooks } from './webhooks.js';

export const webhookInput = z.strictObject({
  url: z.string().trim().max(1_000).describe('Begins with https:// and lies in the open internet.'),
  description: z.string().trim().min(1).max(200).describe('Who has it.'),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length),
});
const endpointAnswer = z
  .object({
    id: uuid, url: z.string(), description: z.string(), events: z.array(z.string()), createdAt: instant, failingSince: instant.nullable(), disabledAt: instant.nullable(), disabledWhy: z.string().nullable(),
    oldSecretUntil: instant.nullable().describe('Until then the secret before counts as well.'), waiting: count, dead: count,
  })
  .meta({ id: 'Webhook' }) satisfies z.ZodType<JsonOf<WebhookEndpoint>>;
const secretAnswer = z.object({ id: uuid, secret: z.string().describe('Shown this once. Standard Webhooks: whsec_ and base64.') }).meta({ id: 'WebhookSecret' });
const deliveryAnswer = z
  .object({
    eventId: rowId.describe('The header webhook-id is evt_ and this: the same at every try. They rise in the order of what happened.'), type: z.string(), occurredAt: instant, state: z.enum(['pending', 'delivered', 'dead']),
    attempts: count, nextAt: instant.nullable(), status: z.int().nullable(), error: z.string().nullable(), settledAt: instant.nullable(),
  })
  .meta({ id: 'WebhookDelivery' }) satisfies z.ZodType<JsonOf<WebhookDelivery>>;

const webhookId = z.uuid();
const eventId = z.string().regex(/^[1-9]\d{0,17}$/, 'must be an id of an event');
const endpointsQuery = z.object({ words: z.string().trim().max(100).optional().describe('Part of its address, or of who has it.'), state: z.enum(ENDPOINT_STATES).optional(), ...pageQuery });
const listQuery = z.object({ state: z.enum(['pending', 'delivered', 'dead']).optional(), type: z.enum([...WEBHOOK_EVENTS, WEBHOOK_TEST]).optional(), after: eventId.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

@ApiTags('webhooks')
@AllowRoles('admin')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  @Get()
  @AllowRoles('admin', 'auditor')
  @ApiOkResponse({ standardSchema: pageOf(endpointAnswer) })
  @ApiOperation({ summary: 'Servers that hear of what happens, oldest first' })
  async list(@Query({ schema: endpointsQuery }) { after, limit, ...wanted }: z.output<typeof endpointsQuery>): Promise<RowsPage<WebhookEndpoint>> {
    return pageOfRows(await this.webhooks.list(), isWantedEndpoint(wanted), ({ id }) => id, { after, limit });
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: secretAnswer })
  @ApiOperation({ summary: 'Tells a server from now on; the secret that signs is shown once' })
  add(@Body({ schema: webhookInput }) input: z.output<typeof webhookInput>, @CurrentActor() actor: Actor): Promise<{ id: string; secret: string }> {
    return this.webhooks.add(actor, input);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: secretAnswer })
  @ApiOperation({ summary: 'A new secret; both sign for a day' })
  rotate(@Param('id', { schema: webhookId }) id: string, @CurrentActor() actor: Actor): Promise<{ id: string; secret: string }> {
    return this.webhooks.rotate(actor, id);
  }

  @Post(':id/enable')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Switches one on again that was switched off; what waits is delivered' })
  enable(@Param('id', { schema: webhookId }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.webhooks.enable(actor, id);
  }

  @Post(':id/test')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Sends it an event of the type webhook.test' })
  test(@Param('id', { schema: webhookId }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.webhooks.test(actor, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Tells it no more' })
  remove(@Param('id', { schema: webhookId }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.webhooks.remove(actor, id);
  }

  @Get(':id/deliveries')
  @AllowRoles('admin', 'auditor')
  @ApiOkResponse({ standardSchema: pageOf(deliveryAnswer) })
  @ApiOperation({ summary: 'What was delivered, waits or was given up after a day, newest first' })
  async deliveries(@Param('id', { schema: webhookId }) id: string, @Query({ schema: listQuery }) { after, limit, ...filter }: z.output<typeof listQuery>): Promise<{ items: readonly WebhookDelivery[]; next: string | null }> {
    const items = await this.webhooks.deliveries(id, filter, after ?? null, limit);
    return { items, next: items.length === limit ? items.at(-1)!.eventId : null };
  }

  @Post(':id/deliveries/:event/redeliver')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiOperation({ summary: 'Delivers it once more, under the same id' })
  redeliver(@Param('id', { schema: webhookId }) id: string, @Param('event', { schema: eventId }) event: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.webhooks.deliverAgain(actor, id, event);
  }
}
