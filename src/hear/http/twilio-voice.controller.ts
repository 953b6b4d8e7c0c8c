import { Body, Controller, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/access.js';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { InboundCallsService, type ReportedCall } from '../inbound-calls.service.js';
import { type Greeting } from '../model/greeting.js';
import { dialForm, keysForm, legForm, readForm, type VoiceForm, voiceForm, voiceStatusForm } from '../webhook/twilio-forms.js';
import { hangUpTwiml, voiceTwiml } from '../webhook/twiml.js';
import { TwilioSignatureGuard } from '../webhook/twilio-signature.guard.js';

const XML = 'text/xml; charset=utf-8';

/** What Twilio tells us about calls: `voice` when one rings, `menu` at a key, `leg` at turns of the dialled leg, `dial` when dialling ended, `status` at the end. */
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
    const call = callOf(readForm(voiceForm, body));
    return this.say(call, await this.calls.ring(call));
  }

  @Post('menu')
  @HttpCode(200)
  @Header('Content-Type', XML)
  async press(@Query('step') step: unknown, @Body() body: unknown): Promise<string> {
    const form = readForm(keysForm, body);
    return this.say(callOf(form), await this.calls.press(callOf(form), form.Digits ?? '', step === 'served' ? 'served' : 'first'));
  }

  @Post('dial')
  @HttpCode(200)
  @Header('Content-Type', XML)
  async dialled(@Body() body: unknown): Promise<string> {
    const form = readForm(dialForm, body);
    await this.calls.dialled(callOf(form), form.DialCallStatus, form.DialCallDuration ?? null);
    return hangUpTwiml();
  }

  /** The leg names the call that it belongs to; `to` is the number that was called, which a leg does not say. */
  @Post('leg')
  @HttpCode(204)
  async leg(@Query('to') to: unknown, @Body() body: unknown): Promise<void> {
    const form = readForm(legForm, body);
    const call = { callSid: form.ParentCallSid, from: form.From, to: typeof to === 'string' ? to.slice(0, 255) : '' };
    await this.calls.leg(call, form.CallStatus, form.CallDuration ?? null, form.Timestamp ?? null);
  }

  @Post('status')
  @HttpCode(204)
  async status(@Body() body: unknown): Promise<void> {
    const form = readForm(voiceStatusForm, body);
    await this.calls.status(callOf(form), form.CallStatus, form.CallDuration ?? null);
  }

  private say({ to }: ReportedCall, greeting: Greeting | null): string {
    const base = `${this.surroundings.publicUrl.replace(/\/$/, '')}/webhooks/twilio/voice`;
    return greeting ? voiceTwiml(greeting, { menu: `${base}/menu`, afterDial: `${base}/dial`, leg: `${base}/leg?to=${encodeURIComponent(to)}` }) : hangUpTwiml();
  }
}

const callOf = ({ CallSid, From, To }: VoiceForm): ReportedCall => ({ callSid: CallSid, from: From, to: To });
