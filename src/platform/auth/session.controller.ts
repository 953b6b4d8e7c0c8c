import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { HttpProblem } from '../http/http-problem.js';
import { type BrowserSession, CurrentActor, CurrentSession, Public } from './access.js';
import { People } from './people.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { meAnswer, signedInAnswer } from './auth-answers.schema.js';

const credentials = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(1000) });
const passwordChange = z.object({ current: z.string().min(1).max(1000), next: z.string().max(1000) });

@ApiTags('session')
@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly people: People,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Public()
  @Post('session')
  @ApiCreatedResponse({ standardSchema: signedInAnswer })
  @ApiOperation({ summary: 'Sign in: sets the cookie fw_session and answers the CSRF token that unsafe requests must carry' })
  async signIn(@Body({ schema: credentials }) { email, password }: z.output<typeof credentials>, @Res({ passthrough: true }) reply: FastifyReply) {
    const outcome = await this.sessions.signIn(email, password);
    if (outcome.kind === 'busy') throw new HttpProblem(429, 'too-many-sign-ins', 'Too many people sign in just now. Try again in a few seconds.', { 'retry-after': '5' });
    if (outcome.kind === 'refused') throw new HttpProblem(401, 'sign-in-refused', 'The e-mail address or the password is wrong, or too many attempts failed: then wait 15 minutes.');
    setSessionCookie(reply, outcome, this.surroundings.publicUrl);
    return { person: outcome.person, csrfToken: outcome.session.csrfToken, expiresAt: outcome.session.expiresAt };
  }

  @Delete('session')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  async signOut(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (!session) throw noSession();
    await this.sessions.signOut(actor, session);
    clearSessionCookie(reply, this.surroundings.publicUrl);
  }

  @Get('me')
  @ApiOkResponse({ standardSchema: meAnswer })
  @ApiOperation({ summary: 'Who am I, and what may I do' })
  me(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null) {
    return { actor, csrfToken: session?.csrfToken ?? null, sessionExpiresAt: session?.expiresAt ?? null };
  }

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
