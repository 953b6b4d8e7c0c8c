import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Actor, mayAct, type Role, sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { type AppRequest, wantsPage } from '../http/app-request.js';
import { notSignedIn } from '../http/http-problem.js';
import { ACCESS, type Access, ASKS_BRANDS, type BrowserSession, SETTING_UP } from './access.js';
import { ApiKeys } from './api-keys.js';
import { anywhere, brandsFor, inBrand, isLimited, type Rights } from './brand-rights.js';
import { ResourceBrands } from './resource-brands.js';
import { MAY_HAVE_NO_BRAND, resourcesOf } from './resource-of.js';
import { isFromUs, isUnsafe } from './same-site.js';
import { sessionCookieOf } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { sameToken } from './tokens.js';

interface Identity {
  readonly actor: Actor;
  readonly rights: Rights;
  readonly session?: BrowserSession;
}

/** Every route is shut unless it says otherwise: signed in at least, with one of the roles that it names, or `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly brands: ResourceBrands,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AppRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    const identity = await this.identify(request, access?.kind === 'public');
    if (identity?.actor.kind !== 'key' && isUnsafe(request.method)) this.checkOrigin(request);
    if (identity?.session && isUnsafe(request.method) && access?.kind !== 'public') checkCsrf(request, identity.session);
    if (identity) Object.assign(request, { actor: identity.actor, session: identity.session });
    if (access?.kind === 'public') return true;
    if (!identity) throw notSignedIn();
    if (identity.session?.lacksSecondFactor && !this.reflector.getAllAndOverride<boolean | undefined>(SETTING_UP, [context.getHandler(), context.getClass()])) {
      throw new DomainError('forbidden', 'second-factor-missing', 'Set up a second factor first: a passkey or an authenticator app, under "My sign-in".');
    }
    const needed = access?.kind === 'roles' ? access.roles : null;
    await this.requireSight(request, identity.actor);
    if (isLimited(identity.rights)) request.actor = await this.narrowed(context, request, identity, needed);
    if (needed && !mayAct(request.actor!, needed)) throw new DomainError('forbidden', 'role-missing', `This needs the role ${needed.join(' or ')}.`, { roles: needed });
    if (wantsPage(request)) await this.mark(request);
    return true;
  }

  /** What is an exercise stays one, so a page that is about one says so from whatever address it was reached. */
  private async mark(request: AppRequest): Promise<void> {
    const [named] = resourcesOf(request.routeOptions.url ?? '');
    const exercise = named ? await this.brands.exerciseOf(named.kind, (request.params as Record<string, string>)[named.param] ?? '') : null;
    if (exercise !== null) request.exercise = exercise;
  }

  /** An incident that is kept from him is not there: nor is anything of it that an address names. It costs a look-up only while there is such an incident. */
  private async requireSight(request: AppRequest, actor: Actor): Promise<void> {
    const { unseen } = sightOf(actor);
    if (unseen.length === 0) return;
    const params = request.params as Record<string, string>;
    for (const { kind, param } of resourcesOf(request.routeOptions.url ?? '')) {
      const incident = await this.brands.incidentOf(kind, params[param] ?? '');
      if (incident !== null && unseen.includes(incident)) throw notThere();
    }
  }

  /**
   * The actor as far as this request goes, where he has roles in some brands alone. What belongs to another brand is not there for him; what
   * belongs to none asks for a role in every brand, so that a route that nobody thought of stays shut.
   *
   * @throws DomainError not-found `not-found`; forbidden `every-brand-needed`
   */
  private async narrowed(context: ExecutionContext, request: AppRequest, { actor, rights }: Identity, needed: readonly Role[] | null): Promise<Actor> {
    const named = resourcesOf(request.routeOptions.url ?? '');
    if (named[0]?.kind === 'customers') return this.narrowedToCustomer(request, named[0].param, { actor, rights }, needed);
    if (named.length > 0) {
      const params = request.params as Record<string, string>;
      const brands = await Promise.all(named.map(({ kind, param }) => this.brands.of(kind, params[param] ?? '')));
      const [brand] = brands;
      if (!brand && MAY_HAVE_NO_BRAND.includes(named[0]!.kind) && rights.everywhere.length > 0) return { ...actor, roles: rights.everywhere } as Actor;
      const roles = brand ? inBrand(rights, brand) : [];
      // one brand's address leads to nothing of another, though he may see that too: what he may do hangs on the brand
      if (!brand || roles.length === 0 || brands.some((one) => one !== brand)) throw notThere();
      return { ...actor, roles, brands: [brand] } as Actor;
    }
    const has = (mark: symbol) => this.reflector.getAllAndOverride<boolean | undefined>(mark, [context.getHandler(), context.getClass()]) === true;
    if (has(ASKS_BRANDS) || has(SETTING_UP)) {
      const brands = brandsFor(rights, needed);
      return { ...actor, roles: anywhere(rights), ...(brands ? { brands } : {}) } as Actor;
    }
    if (rights.everywhere.length === 0) throw new DomainError('forbidden', 'every-brand-needed', 'This concerns every brand, and your roles are for some brands alone.');
    return { ...actor, roles: rights.everywhere } as Actor;
  }

  /** A customer can be of several brands: the actor may do for him what he may do in those of them in which he has one of the roles, and sees what is theirs. */
  private async narrowedToCustomer(request: AppRequest, param: string, { actor, rights }: Pick<Identity, 'actor' | 'rights'>, needed: readonly Role[] | null): Promise<Actor> {
    const asked = brandsFor(rights, needed);
    if (asked === null) return { ...actor, roles: rights.everywhere } as Actor;
    const brands = await this.brands.ofCustomer((request.params as Record<string, string>)[param] ?? '', asked, sightOf(actor).unseen);
    if (brands.length === 0) throw notThere();
    return { ...actor, roles: [...new Set(brands.flatMap((brand) => inBrand(rights, brand)))], brands } as Actor;
  }

  /** An API key goes before a cookie. On a public route an `Authorization` header may be meant for someone else, so it is left alone. */
  private async identify(request: AppRequest, isPublic: boolean): Promise<Identity | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined && !isPublic) {
      const key = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1];
      const found = key === undefined ? null : await this.keys.authenticate(key);
      if (!found) throw notSignedIn('This API key is unknown, revoked or past its end.');
      return found;
    }
    const token = sessionCookieOf(request);
    return token === null ? null : this.sessions.resume(token);
  }

  private checkOrigin(request: AppRequest): void {
    if (isFromUs(request, this.surroundings.publicUrl)) return;
    throw new DomainError('forbidden', 'foreign-site', 'The request came from another site.');
  }
}

const notThere = (): DomainError => new DomainError('not-found', 'not-found', 'There is no such thing.');

/** The cookie alone proves nothing: the browser adds it to whatever it sends us. A form has the token in `_csrf`, a script in a header. */
function checkCsrf(request: AppRequest, { csrfToken }: BrowserSession): void {
  const field = (request.body as { _csrf?: unknown } | null | undefined)?._csrf;
  const given = request.headers['x-csrf-token'] ?? field;
  if (typeof given === 'string' && sameToken(given, csrfToken)) return;
  throw new DomainError('forbidden', 'csrf-token-wrong', 'The page is out of date. Load it again and repeat what you did.');
}
