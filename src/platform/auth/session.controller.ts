import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type AuthenticationResponseJSON } from '@simplewebauthn/server';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { HttpProblem } from '../http/http-problem.js';
import { type BrowserSession, CurrentActor, CurrentSession, Public, WhileSettingUp } from './access.js';
import { People } from './people.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { knockOf } from './sign-in/knock.js';
import { Passkeys } from './sign-in/passkeys.js';
import { SignIn, type SignInOutcome } from './sign-in/sign-in.js';
import { meAnswer, passkeyOptionsAnswer, signedInAnswer } from './auth-answers.schema.js';

const credentials = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(1000), code: z.string().max(40).optional() });
/** Its inside is checked where the signature is. */
const passkeyProof = z.object({ step: z.string().max(100), response: z.looseObject({ id: z.string().max(2000) }) });
const passwordChange = z.object({ current: z.string().min(1).max(1000), next: z.string().max(1000) });

@ApiTags('session')
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
    private readonly passkeys: Passkeys,
    private readonly people: People,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Public()
  @Post('session')
  @ApiCreatedResponse({ standardSchema: signedInAnswer })
  @ApiOperation({ summary: 'Sign in: sets the cookie fw_session and answers the CSRF token that unsafe requests must carry. Who has an authenticator app sends its code too' })
  async byPassword(@Body({ schema: credentials }) { email, password, code }: z.output<typeof credentials>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const knock = knockOf(request);
    const first = await this.signIn.byPassword(email, password, knock);
    return this.answer(first.kind === 'code' && code ? await this.signIn.byCode(first.step, code, knock) : first, reply);
  }

  @Public()
  @Post('session/passkey-options')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: passkeyOptionsAnswer })
  @ApiOperation({ summary: 'Begin a sign-in by passkey: what navigator.credentials.get() asks for' })
  async passkeyOptions() {
    return this.passkeys.begin();
  }

  @Public()
  @Post('session/passkey')
  @ApiCreatedResponse({ standardSchema: signedInAnswer })
  @ApiOperation({ summary: 'Sign in by passkey, with what the browser answered' })
  async byPasskey(@Body({ schema: passkeyProof }) { step, response }: z.output<typeof passkeyProof>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.answer(await this.signIn.byPasskey(step, response as unknown as AuthenticationResponseJSON, knockOf(request)), reply);
  }

  private answer(outcome: SignInOutcome, reply: FastifyReply) {
    if (outcome.kind === 'busy') throw new HttpProblem(429, 'too-many-sign-ins', 'Too many people sign in just now. Try again in a few seconds.', { 'retry-after': '5' });
    if (outcome.kind === 'wait') throw new HttpProblem(429, 'sign-in-wait', `Too many attempts failed. Wait ${outcome.seconds} seconds.`, { 'retry-after': String(outcome.seconds) });
    if (outcome.kind === 'code' && !outcome.wrong) throw new HttpProblem(401, 'code-needed', 'Send the code of the authenticator app too, or a recovery code.');
    if (outcome.kind !== 'signed-in') throw new HttpProblem(401, 'sign-in-refused', 'The e-mail address, the password or the code is wrong.');
    setSessionCookie(reply, outcome, this.surroundings.publicUrl);
    return { person: outcome.person, csrfToken: outcome.session.csrfToken, expiresAt: outcome.session.expiresAt };
  }

  @WhileSettingUp()
  @Delete('session')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  async signOut(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (!session) throw noSession();
    await this.sessions.signOut(actor, session);
    clearSessionCookie(reply, this.surroundings.publicUrl);
  }

  @WhileSettingUp()
  @Get('me')
  @ApiOkResponse({ standardSchema: meAnswer })
  @ApiOperation({ summary: 'Who am I, and what may I do' })
  me(@CurrentActor() asker: Actor, @CurrentSession() session: BrowserSession | null) {
    const { unseen: _kept, ...actor } = asker.kind === 'system' ? { ...asker, unseen: [] } : asker; // what is kept from him is not named to him either
    return { actor, csrfToken: session?.csrfToken ?? null, sessionExpiresAt: session?.expiresAt ?? null };
  }

  @WhileSettingUp()
  @Post('me/password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change my own password; my other sessions end' })
  async changePassword(
    @Body({ schema: passwordChange }) { current, next }: z.output<typeof passwordChange>,
    @CurrentActor() actor: Actor,
    @CurrentSession() session: BrowserSession | null,
  ): Promise<void> {
    if (actor.kind !== 'person' || !session) throw noSession();
    await this.people.changeOwnPassword(actor.id, current, next, session.tokenHash);
  }
}

const noSession = (): DomainError => new DomainError('invalid', 'no-session', 'An API key has no session and no password.');
