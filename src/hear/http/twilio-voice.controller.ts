import { Body, Controller, Header, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/access.js';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { InboundCallsService, type ReportedCall } from '../inbound-calls.service.js';
import { dialForm, readForm, type VoiceForm, voiceForm, voiceStatusForm } from '../webhook/twilio-forms.js';
import { hangUpTwiml, voiceTwiml } from '../webhook/twiml.js';
import { TwilioSignatureGuard } from '../webhook/twilio-signature.guard.js';

const XML = 'text/xml; charset=utf-8';

/** What Twilio tells us about calls: `voice` when one rings, `voice/dial` when the dialled leg ended, `voice/status` at the end. */
@ApiExcludeController()
@Public()
@UseGuards(TwilioSignatureGuard)
@Controller('webhooks/twilio/voice')
export class TwilioVoiceController {
  constructor(
    private readonly calls: InboundCallsService,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('Content-Type', XML)
  async ring(@Body() body: unknown): Promise<string> {
    const greeting = await this.calls.ring(callOf(readForm(voiceForm, body)));
    return greeting ? voiceTwiml(greeting, `${this.surroundings.publicUrl.replace(/\/$/, '')}/webhooks/twilio/voice/dial`) : hangUpTwiml();
  }

  @Post('dial')
  @HttpCode(200)
  @Header('Content-Type', XML)
  async dialled(@Body() body: unknown): Promise<string> {
    const form = readForm(dialForm, body);
    await this.calls.dialled(callOf(form), form.DialCallStatus, form.DialCallDuration ?? null);
    return hangUpTwiml();
  }

  @Post('status')
  @HttpCode(204)
  async status(@Body() body: unknown): Promise<void> {
    const form = readForm(voiceStatusForm, body);
    await this.calls.status(callOf(form), form.CallStatus, form.CallDuration ?? null, form.SequenceNumber ?? 0);
  }
}

const callOf = ({ CallSid, From, To }: VoiceForm): ReportedCall => ({ callSid: CallSid, from: From, to: To });
