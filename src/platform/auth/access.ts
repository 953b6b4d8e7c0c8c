import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Actor, type Role } from '../../kernel/actor.js';

export const ACCESS = Symbol('access');
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

/** Open to the world: customers' pages, health, and webhooks that check a signature themselves. */
export const Public = () => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);

/** Open to people and keys that have one of these roles. Without any decorator a route is open to whoever is signed in. */
export const AllowRoles = (...roles: Role[]) => SetMetadata(ACCESS, { kind: 'roles', roles } satisfies Access);

/** A request that the guard let through carries its actor. */
export interface WithActor {
  actor?: Actor;
}

/** The signed-in person or key: `@CurrentActor() actor: Actor`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<WithActor>();
  if (!actor) throw new Error('A route that is public has no actor.');
  return actor;
});
