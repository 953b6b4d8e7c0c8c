import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { type Actor } from '../../../kernel/actor.js';
import { type BrowserSession, CurrentActor, CurrentSession, WhileSettingUp } from '../access.js';
import { endedSessionsAnswer, newTotpAnswer, ownSignInAnswer, passkeyAnswer, passkeyOptionsAnswer, recoveryCodesAnswer, timeZoneAnswer } from '../auth-answers.schema.js';
import { OwnSignIn } from './own-sign-in.js';

const code = z.strictObject({ code: z.string().max(40) });
const passkeyId = z.uuid();
const ownZone = z.strictObject({ timeZone: z.string().trim().min(1).max(50).nullable().describe('IANA name, such as America/Los_Angeles; null: the company\'s.') });
/** Its inside is checked where the signature is. */
const newPasskey = z.strictObject({ name: z.string().trim().min(1).max(100), step: z.string().max(100), response: z.looseObject({ id: z.string().max(2000) }) });

@ApiTags('session')
@WhileSettingUp()
@Controller('api/v1/me')
export class OwnSignInController {
  constructor(private readonly own: OwnSignIn) {}

  @Get('sign-in')
  @ApiOkResponse({ standardSchema: ownSignInAnswer })
  @ApiOperation({ summary: 'How I sign in, and where I am signed in' })
  state(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return this.own.state(actor, session);
  }

  @Post('totp')
  @ApiCreatedResponse({ standardSchema: newTotpAnswer })
  @ApiOperation({ summary: 'Begin with an authenticator app. It counts once a code of it was confirmed' })
  beginTotp(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return this.own.beginTotp(actor, session);
  }

  @Post('totp/confirm')
  @ApiCreatedResponse({ standardSchema: recoveryCodesAnswer })
  @ApiOperation({ summary: 'Confirm the authenticator app by its first code. Answers ten recovery codes, this once' })
  async confirmTotp(@Body({ schema: code }) body: z.output<typeof code>, @CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return { recoveryCodes: await this.own.confirmTotp(actor, session, body.code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove the authenticator app and its recovery codes' })
  removeTotp(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null): Promise<void> {
    return this.own.removeTotp(actor, session);
  }

  @Post('recovery-codes')
  @ApiCreatedResponse({ standardSchema: recoveryCodesAnswer })
  @ApiOperation({ summary: 'New recovery codes; those before are void' })
  async renewCodes(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return { recoveryCodes: await this.own.renewCodes(actor, session) };
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: passkeyOptionsAnswer })
  @ApiOperation({ summary: 'Begin with a new passkey: what navigator.credentials.create() asks for' })
  beginPasskey(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return this.own.beginPasskey(actor, session);
  }

  @Post('passkeys')
  @ApiCreatedResponse({ standardSchema: passkeyAnswer })
  @ApiOperation({ summary: 'Keep a passkey that the browser has made' })
  addPasskey(@Body({ schema: newPasskey }) { name, step, response }: z.output<typeof newPasskey>, @CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return this.own.addPasskey(actor, session, name, step, response as unknown as RegistrationResponseJSON);
  }

  @Delete('passkeys/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a passkey' })
  removePasskey(@Param('id', { schema: passkeyId }) id: string, @CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null): Promise<void> {
    return this.own.removePasskey(actor, session, id);
  }

  @Put('time-zone')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: timeZoneAnswer })
  @ApiOperation({ summary: 'On whose clocks I am told times of alerts, by mail and by text' })
  async setTimeZone(@Body({ schema: ownZone }) { timeZone }: z.output<typeof ownZone>, @CurrentActor() actor: Actor) {
    return { timeZone: await this.own.setTimeZone(actor, timeZone) };
  }

  @Delete('sessions')
  @ApiOkResponse({ standardSchema: endedSessionsAnswer })
  @ApiOperation({ summary: 'Sign out everywhere but here' })
  async endOthers(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return { ended: await this.own.endOtherSessions(actor, session) };
  }
}
