import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '../../kernel/domain-error.js';
import { Public } from '../../platform/auth/access.js';
import { type Settings } from '../../platform/config/config.js';
import { SETTINGS } from '../../platform/config/config.module.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { MailEventsService } from '../mail-events.service.js';
import { mailgunEvents } from '../webhook/mailgun.js';
import { postmarkEvents, verifyPostmark } from '../webhook/postmark.js';
import { sendGridEvents, verifySendGrid } from '../webhook/sendgrid.js';
import { sesEvents } from '../webhook/ses.js';
import { SnsDoor } from '../webhook/sns.js';

type Secret = 'SES_TOPIC_ARN' | 'SENDGRID_WEBHOOK_KEY' | 'POSTMARK_WEBHOOK_PASSWORD' | 'MAILGUN_SIGNING_KEY';

/** Events of mail providers. Open to the world, and closed to whoever can't sign. Bodies come here as the text that was signed. */
@ApiExcludeController()
@Public()
@Controller('webhooks/mail')
export class MailWebhooksController {
  constructor(
    private readonly events: MailEventsService,
    private readonly sns: SnsDoor,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Post('ses')
  @HttpCode(204)
  async ses(@Body() body: unknown): Promise<void> {
    const topic = this.secret('SES_TOPIC_ARN');
    const envelope = await this.sns.open(textOf(body), topic);
    if (envelope.Type === 'SubscriptionConfirmation') {
      await this.sns.confirm(envelope);
      this.log.info({ event: 'webhook.subscription-confirmed', provider: 'ses' });
    }
    if (envelope.Type === 'Notification') await this.events.hear('ses', sesEvents(envelope));
  }

  @Post('sendgrid')
  @HttpCode(204)
  async sendGrid(@Body() body: unknown, @Headers('x-twilio-email-event-webhook-signature') signature: unknown, @Headers('x-twilio-email-event-webhook-timestamp') timestamp: unknown): Promise<void> {
    const text = textOf(body);
    verifySendGrid(this.secret('SENDGRID_WEBHOOK_KEY'), { body: text, signature: textOf(signature), timestamp: textOf(timestamp) });
    await this.events.hear('sendgrid', sendGridEvents(text));
  }

  @Post('postmark')
  @HttpCode(204)
  async postmark(@Body() body: unknown, @Headers('authorization') authorization: unknown): Promise<void> {
    verifyPostmark(this.secret('POSTMARK_WEBHOOK_PASSWORD'), textOf(authorization));
    await this.events.hear('postmark', postmarkEvents(textOf(body)));
  }

  @Post('mailgun')
  @HttpCode(204)
  async mailgun(@Body() body: unknown): Promise<void> {
    // Real time: Mailgun keeps no business clock.
    await this.events.hear('mailgun', mailgunEvents(this.secret('MAILGUN_SIGNING_KEY'), textOf(body), new Date()));
  }

  /** @throws DomainError forbidden `webhook-not-set-up`: without it nobody could be told from anybody. */
  private secret(name: Secret): string {
    const secret = this.settings[name];
    if (secret === undefined) throw new DomainError('forbidden', 'webhook-not-set-up', `Nothing is heard here before ${name} is set.`);
    return secret;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
