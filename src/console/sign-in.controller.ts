import { Body, Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Actor } from '../kernel/actor.js';
import { type BrowserSession, CurrentActor, CurrentSession, MaybeActor, Public } from '../platform/auth/access.js';
import { People } from '../platform/auth/people.js';
import { clearSessionCookie, setSessionCookie } from '../platform/auth/session-cookie.js';
import { Sessions } from '../platform/auth/sessions.js';
import { SURROUNDINGS, type Surroundings } from '../platform/config/config.module.js';
import { seeOther, sendPage } from './page/answer.js';
import { ConsolePages } from './page/console-pages.js';
import { Form } from './page/form.js';

const REFUSED = 'The e-mail address or the password is wrong. After ten wrong passwords in a row, signing in is locked for 15 minutes.';
const BUSY = 'Many people sign in just now. Try again in a few seconds.';

@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly sessions: Sessions,
    private readonly people: People,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Get()
  start(@Res() reply: FastifyReply): void {
    seeOther(reply, '/incidents');
  }

  @Public()
  @Get('sign-in')
  async form(@Query('next') next: unknown, @MaybeActor() actor: Actor | null, @Res() reply: FastifyReply): Promise<void> {
    const address = ownAddress(next);
    if (actor) return seeOther(reply, address);
    sendPage(reply, await this.signInPage(address, '', null));
  }

  @Public()
  @Post('sign-in')
  async signIn(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [address, email, password] = [ownAddress(form.text('next')), form.text('email'), passwordIn(body)];
    const outcome = email === '' || password === '' ? ({ kind: 'refused' } as const) : await this.sessions.signIn(email, password);
    if (outcome.kind !== 'signed-in') {
      const [status, fault] = outcome.kind === 'busy' ? [429, BUSY] as const : [401, REFUSED] as const;
      return sendPage(reply, await this.signInPage(address, email, fault), status);
    }
    setSessionCookie(reply, outcome, this.surroundings.publicUrl);
    seeOther(reply, address);
  }

  @Post('sign-out')
  async signOut(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    if (session) await this.sessions.signOut(actor, session);
    clearSessionCookie(reply, this.surroundings.publicUrl);
    seeOther(reply, '/sign-in');
  }

  private async signInPage(next: string, email: string, fault: string | null): Promise<string> {
    return this.pages.plain('sign-in', 'Sign in', { next, email, fault, firstRun: !(await this.people.anyone()) });
  }
}

/** A password is taken as it was typed, blanks included. */
function passwordIn(body: unknown): string {
  const { password } = (body ?? {}) as { password?: unknown };
  return typeof password === 'string' && password.length <= 1000 ? password : '';
}

/** Where to go on after signing in: a path of our own, so that no link can use the sign-in page to lead elsewhere. */
export function ownAddress(next: unknown): string {
  const here = 'http://here.invalid';
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return '/incidents';
  const url = new URL(next, here);
  return url.origin === here && url.pathname !== '/sign-in' ? `${url.pathname}${url.search}` : '/incidents';
}
