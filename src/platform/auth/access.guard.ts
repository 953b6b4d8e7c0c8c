import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Actor, mayAct } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { type AppRequest } from '../http/app-request.js';
import { notSignedIn } from '../http/http-problem.js';
import { ACCESS, type Access, type BrowserSession, SETTING_UP } from './access.js';
import { ApiKeys } from './api-keys.js';
import { isFromUs, isUnsafe } from './same-site.js';
import { sessionCookieOf } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { sameToken } from './tokens.js';

interface Identity {
  readonly actor: Actor;
  readonly session?: BrowserSession;
}

/** Every route is shut unless it says otherwise: signed in at least, with one of the roles that it names, or `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AppRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    const identity = await this.identify(request, access?.kind === 'public');
    if (identity?.actor.kind !== 'key' && isUnsafe(request.method)) this.checkOrigin(request);
    if (identity?.session && isUnsafe(request.method) && access?.kind !== 'public') checkCsrf(request, identity.session);
    if (identity) Object.assign(request, identity);
    if (access?.kind === 'public') return true;
    if (!identity) throw notSignedIn();
    if (identity.session?.lacksSecondFactor && !this.reflector.getAllAndOverride<boolean | undefined>(SETTING_UP, [context.getHandler(), context.getClass()])) {
      throw new DomainError('forbidden', 'second-factor-missing', 'Set up a second factor first: a passkey or an authenticator app, under "My sign-in".');
    }
    if (access?.kind === 'roles' && !mayAct(identity.actor, access.roles)) {
      throw new DomainError('forbidden', 'role-missing', `This needs the role ${access.roles.join(' or ')}.`, { roles: access.roles });
    }
    return true;
  }

  /** An API key goes before a cookie. On a public route an `Authorization` header may be meant for someone else, so it is left alone. */
  private async identify(request: AppRequest, isPublic: boolean): Promise<Identity | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined && !isPublic) {
      const key = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
      const actor = key === undefined ? null : await this.keys.authenticate(key);
      if (!actor) throw notSignedIn('This API key is unknown, revoked or past its end.');
      return { actor };
    }
    const token = sessionCookieOf(request);
    return token === null ? null : this.sessions.resume(token);
  }

  private checkOrigin(request: AppRequest): void {
    if (isFromUs(request, this.surroundings.publicUrl)) return;
    throw new DomainError('forbidden', 'foreign-site', 'The request came from another site.');
  }
}

/** The cookie alone proves nothing: the browser adds it to whatever it sends us. A form has the token in `_csrf`, a script in a header. */
function checkCsrf(request: AppRequest, { csrfToken }: BrowserSession): void {
  const field = (request.body as { _csrf?: unknown } | null | undefined)?._csrf;
  const given = request.headers['x-csrf-token'] ?? field;
  if (typeof given === 'string' && sameToken(given, csrfToken)) return;
  throw new DomainError('forbidden', 'csrf-token-wrong', 'The page is out of date. Load it again and repeat what you did.');
}
