import { Body, Controller, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TWILIO_PROVIDERS } from '../../deliver/contract.js';
import { Public } from '../../platform/auth/access.js';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { InboundSmsService } from '../inbound-sms.service.js';
import { ReceiptsService } from '../receipts.service.js';
import { messageTwiml } from '../webhook/twiml.js';
import { messageIdOf, readForm, smsForm, statusForm } from '../webhook/twilio-forms.js';
import { TwilioSignatureGuard } from '../webhook/twilio-signature.guard.js';

/** What Twilio tells us about texts. Open to the world, and closed to whoever can't sign. */
@ApiExcludeController()
@Public()
@UseGuards(TwilioSignatureGuard)
@Controller('webhooks/twilio')
export class TwilioMessagesController {
  private readonly seconds;

  constructor(
    private readonly receipts: ReceiptsService,
    private readonly texts: InboundSmsService,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram('firstword_receipt_seconds', 'How long a status callback waited until it was on record.', ['provider'], [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15]);
  }

  /** `m` is our message's id, put into the address when the text was sent. */
  @Post('status')
  @HttpCode(204)
  async status(@Query('m') m: unknown, @Body() body: unknown): Promise<void> {
    const form = readForm(statusForm, body);
    const provider = form.AccountSid !== undefined && form.AccountSid === this.surroundings.secondTwilio?.accountSid ? TWILIO_PROVIDERS.second : TWILIO_PROVIDERS.first;
    const done = this.seconds.startTimer({ provider });
    await this.receipts.hear({ provider, messageSid: form.MessageSid, messageStatus: form.MessageStatus, errorCode: form.ErrorCode ?? null, messageId: messageIdOf(m) });
    done();
  }

  @Post('sms')
  @HttpCode(200)
  @Header('Content-Type', 'text/xml; charset=utf-8')
  async sms(@Body() body: unknown): Promise<string> {
    const form = readForm(smsForm, body);
    return messageTwiml(await this.texts.hear({ messageSid: form.MessageSid, from: form.From, to: form.To, body: form.Body, optOutType: form.OptOutType ?? null }));
  }
}
