import { Global, Module } from '@nestjs/common';
import { WebhookRecords } from './webhook.records.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksJob } from './webhooks.job.js';
import { Webhooks } from './webhooks.js';

@Global()
@Module({ controllers: [WebhooksController], providers: [WebhookRecords, WebhookSender, Webhooks, WebhooksJob], exports: [Webhooks] })
export class WebhooksModule {}
