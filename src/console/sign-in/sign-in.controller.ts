import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { AsksBrands, type BrowserSession, CurrentActor, CurrentSession, MaybeActor, Public, WhileSettingUp } from '../../platform/auth/access.js';
import { People } from '../../platform/auth/people.js';
import { clearSessionCookie, setSessionCookie } from '../../platform/auth/session-cookie.js';
import { Sessions } from '../../platform/auth/sessions.js';
import { COMPANY_CALLBACK, CompanySignIn } from '../../platform/auth/sign-in/company-sign-in.js';
import { knockOf } from '../../platform/auth/sign-in/knock.js';
import { Passkeys } from '../../platform/auth/sign-in/passkeys.js';
import { SignIn, type SignInOutcome } from '../../platform/auth/sign-in/sign-in.js';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { Form } from '../page/form.js';
import { ownAddress } from './own-address.js';
import { CODE_WRONG, companyFault, localFault } from './sign-in.words.js';

/** Binds an answer of the company's provider to the browser that asked. */
const BINDING = 'fw_company';

@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
    private readonly company: CompanySignIn,
    private readonly passkeys: Passkeys,
    private readonly people: People,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @AsksBrands()
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
  async byPassword(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    const [next, email, password] = [ownAddress(form.text('next')), form.text('email'), passwordIn(body)];
    const outcome = email === '' || email.length > 254 || password === '' ? ({ kind: 'refused' } as const) : await this.signIn.byPassword(email, password, knockOf(request));
    await this.goOn(reply, outcome, next, email);
  }

  @Public()
  @Post('sign-in/code')
  async byCode(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = new Form(body);
    await this.goOn(reply, await this.signIn.byCode(form.text('step').slice(0, 100), form.text('code').slice(0, 40), knockOf(request)), ownAddress(form.text('next')), '');
  }

  @Public()
  @Get('sign-in/company')
  async toCompany(@Query('next') next: unknown, @Res() reply: FastifyReply): Promise<void> {
    if (this.company.name === null) throw new DomainError('not-found', 'no-company-sign-in', 'There is no sign-in by the company here: sign in by another way.');
    const begun = await this.company.begin(ownAddress(next));
    if (!begun) return sendPage(reply, await this.signInPage(ownAddress(next), '', companyFault('away')), 503);
    void reply.setCookie(BINDING, begun.binding, { path: '/sign-in/company', httpOnly: true, sameSite: 'lax', secure: this.isSecure, maxAge: 300 });
    seeOther(reply, begun.address);
  }

  @Public()
  @Get(COMPANY_CALLBACK)
  async fromCompany(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = new URL(request.url, 'http://here.invalid').search;
    const { outcome, next } = await this.company.finish(query, request.cookies[BINDING] ?? null, knockOf(request));
    void reply.clearCookie(BINDING, { path: '/sign-in/company' });
    if (outcome.kind === 'signed-in') setSessionCookie(reply, outcome, this.surroundings.publicUrl);
    else return sendPage(reply, await this.signInPage(next, '', companyFault(outcome.kind)), outcome.kind === 'away' ? 503 : 401);
    seeOther(reply, next);
  }

  @WhileSettingUp()
  @Post('sign-out')
  async signOut(@CurrentActor() actor: Actor, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    if (session) await this.sessions.signOut(actor, session);
    clearSessionCookie(reply, this.surroundings.publicUrl);
    seeOther(reply, '/sign-in');
  }

  private async goOn(reply: FastifyReply, outcome: SignInOutcome, next: string, email: string): Promise<void> {
    if (outcome.kind === 'code') {
      return sendPage(reply, this.pages.plain('sign-in-code', 'Your code', { next, step: outcome.step, fault: outcome.wrong ? CODE_WRONG : null }), outcome.wrong ? 401 : 200);
    }
    if (outcome.kind !== 'signed-in') {
      const { status, sentence } = localFault(outcome);
      return sendPage(reply, await this.signInPage(next, email, sentence), status);
    }
    setSessionCookie(reply, outcome, this.surroundings.publicUrl);
    seeOther(reply, next);
  }

  private async signInPage(next: string, email: string, fault: string | null): Promise<string> {
    const isLocalOpen = this.signIn.isLocalOpen;
    const hasPasskeys = isLocalOpen && this.passkeys.arePossible;
    const data = { next, email, fault, isLocalOpen, hasPasskeys, company: this.company.name, companyLink: `/sign-in/company?next=${encodeURIComponent(next)}`, firstRun: !(await this.people.anyone()) };
    return this.pages.plain('sign-in', 'Sign in', data, hasPasskeys ? ['vendor/webauthn.min.js', 'passkeys.js'] : []);
  }

  private get isSecure(): boolean {
    return this.surroundings.publicUrl.startsWith('https:');
  }
}

/** A password is taken as it was typed, blanks included. */
function passwordIn(body: unknown): string {
  const { password } = (body ?? {}) as { password?: unknown };
  return typeof password === 'string' && password.length <= 1000 ? password : '';
}
