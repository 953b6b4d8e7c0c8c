import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { type Actor, type Role } from '../../kernel/actor.js';

export const ACCESS = Symbol('access');
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

/** Open to the world: customers' pages, health, and webhooks that check a signature themselves. */
export const Public = () => applyDecorators(SetMetadata(ACCESS, { kind: 'public' } satisfies Access), ApiSecurity({}));

/** Open to people and keys that have one of these roles. Without any decorator a route is open to whoever is signed in. */
export const AllowRoles = (...roles: Role[]) => SetMetadata(ACCESS, { kind: 'roles', roles } satisfies Access);

/** Open to whoever is signed in, even before he has set up the second factor that he must have. */
export const WhileSettingUp = () => SetMetadata(SETTING_UP, true);
export const SETTING_UP = Symbol('while setting up');

/** Open also to people and keys with roles in some brands alone: the route keeps to `brandsOf(actor)` itself, or shows what belongs to no brand. */
export const AsksBrands = () => SetMetadata(ASKS_BRANDS, true);
export const ASKS_BRANDS = Symbol('asks brands');

/** What a page needs of the browser's session: the token goes into every form as `_csrf`, or into the header `X-CSRF-Token`. */
export interface BrowserSession {
  readonly csrfToken: string;
  /** SHA-256 of the cookie: names the session without opening it. */
  readonly tokenHash: string;
  readonly expiresAt: Date;
  /** When somebody showed who he is. */
  readonly openedAt: Date;
  /** The person must have a second factor and has none: until then there is only the page where one is set up. */
  readonly lacksSecondFactor: boolean;
}

/** A request that the guard let through carries its actor; `session` is there where a browser sent its cookie. */
export interface WithActor {
  actor?: Actor;
  /** Reference of the exercise that a page is about, so that it says so wherever it is; absent where it is about none. */
  exercise?: string;
  session?: BrowserSession;
}

/** The signed-in person or key: `@CurrentActor() actor: Actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<WithActor>();
  if (!actor) throw new Error('A route that is public has no actor.');
  return actor;
});

/** On public pages that look different to who is signed in: the actor, or null. */
export const MaybeActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor | null => context.switchToHttp().getRequest<WithActor>().actor ?? null);

/** The browser's session, or null where a key acts or nobody is signed in. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): BrowserSession | null => context.switchToHttp().getRequest<WithActor>().session ?? null);
