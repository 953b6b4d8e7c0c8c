import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../kernel/domain-error.js';
import { type BrowserSession, CurrentSession, WhileSettingUp } from '../../platform/auth/access.js';
import { People } from '../../platform/auth/people.js';
import { OwnSignIn } from '../../platform/auth/sign-in/own-sign-in.js';
import { Passkeys } from '../../platform/auth/sign-in/passkeys.js';
import { SignIn } from '../../platform/auth/sign-in/sign-in.js';
import { seeOther, sendPage } from '../page/answer.js';
import { ConsolePages } from '../page/console-pages.js';
import { type Fault } from '../page/fault.js';
import { Form } from '../page/form.js';
import { refusalOf } from '../page/refusal.js';
import { CurrentViewer, type Viewer } from '../page/viewer.js';
import { mySignInPage } from './my-sign-in.presenter.js';

const passkeyId = z.uuid();
const sessionId = z.uuid();

/** How the viewer himself signs in. */
@ApiExcludeController()
@WhileSettingUp()
@Controller('my-sign-in')
export class MySignInController {
  constructor(
    private readonly pages: ConsolePages,
    private readonly own: OwnSignIn,
    private readonly people: People,
    private readonly signIn: SignIn,
    private readonly passkeys: Passkeys,
  ) {}

  @Get()
  async page(@CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, viewer, session, {});
  }

  @Post('password')
  async password(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, async () => {
      const { actor } = viewer;
      if (actor.kind !== 'person' || !session) throw new DomainError('invalid', 'no-session', 'Only a person has a password.');
      await this.people.changeOwnPassword(actor.id, asTyped(body, 'current'), asTyped(body, 'next'), session.tokenHash);
    });
  }

  @Post('totp')
  async beginTotp(@CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, () => this.own.beginTotp(viewer.actor, session), '#totp');
  }

  /** The codes are on this one page and never again, so this answer is no redirect. */
  @Post('totp/confirm')
  async confirmTotp(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.showCodes(reply, viewer, session, () => this.own.confirmTotp(viewer.actor, session, new Form(body).text('code').slice(0, 40)));
  }

  @Post('totp/remove')
  async removeTotp(@CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, () => this.own.removeTotp(viewer.actor, session));
  }

  @Post('recovery-codes')
  async renewCodes(@CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.showCodes(reply, viewer, session, () => this.own.renewCodes(viewer.actor, session));
  }

  @Post('passkeys/:id/remove')
  async removePasskey(@Param('id', { schema: passkeyId }) id: string, @CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, () => this.own.removePasskey(viewer.actor, session, id));
  }

  @Post('sessions/end-others')
  async endOthers(@CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, () => this.own.endOtherSessions(viewer.actor, session), '#sessions');
  }

  @Post('sessions/:id/end')
  async endSession(@Param('id', { schema: sessionId }) id: string, @CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    await this.act(reply, viewer, session, () => this.own.endSession(viewer.actor, session, id), '#sessions');
  }

  /** Empty: the company's. */
  @Post('time-zone')
  async timeZone(@Body() body: unknown, @CurrentViewer() viewer: Viewer, @CurrentSession() session: BrowserSession | null, @Res() reply: FastifyReply): Promise<void> {
    const typed = new Form(body).text('timeZone').slice(0, 50);
    try {
      await this.own.setTimeZone(viewer.actor, typed === '' ? null : typed);
    } catch (error) {
      return this.show(reply, viewer, session, { ...refusalOf(error), typedZone: typed });
    }
    seeOther(reply, '/my-sign-in#clocks');
  }

  private async act(reply: FastifyReply, viewer: Viewer, session: BrowserSession | null, work: () => Promise<unknown>, place = ''): Promise<void> {
    try {
      await work();
    } catch (error) {
      return this.show(reply, viewer, session, refusalOf(error));
    }
    seeOther(reply, `/my-sign-in${place}`);
  }

  private async showCodes(reply: FastifyReply, viewer: Viewer, session: BrowserSession | null, work: () => Promise<readonly string[]>): Promise<void> {
    try {
      const recoveryCodes = await work();
      await this.show(reply, viewer, session && { ...session, lacksSecondFactor: false }, { recoveryCodes, status: 201 });
    } catch (error) {
      await this.show(reply, viewer, session, refusalOf(error));
    }
  }

  private async show(reply: FastifyReply, viewer: Viewer, session: BrowserSession | null, extras: Extras): Promise<void> {
    const state = await this.own.state(viewer.actor, session);
    const waiting = state.hasTotp ? null : await this.own.waitingTotp(viewer.actor, session);
    const { faults = [], recoveryCodes = null, status = 200, typedZone = null } = extras;
    const data = mySignInPage({ state, waiting, session, faults, recoveryCodes, isLocalOpen: this.signIn.isLocalOpen, hasPasskeys: this.passkeys.arePossible, zone: this.pages.zone, browserZone: viewer.zone, typedZone });
    sendPage(reply, this.pages.page(viewer, 'my-sign-in', 'My sign-in', { ...data, scripts: this.passkeys.arePossible ? ['vendor/webauthn.min.js', 'passkeys.js'] : [] }), status);
  }
}

interface Extras {
  readonly faults?: readonly Fault[];
  readonly recoveryCodes?: readonly string[];
  readonly status?: number;
  readonly typedZone?: string;
}

function asTyped(body: unknown, name: string): string {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}
