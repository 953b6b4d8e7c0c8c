import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Actor, mayAct, type Role } from '../../kernel/actor.js';
import { type AppRequest, pathOf } from '../../platform/http/app-request.js';

/** Who looks at a page: what the layout shows of him, and the token that his forms carry. */
export interface Viewer {
  readonly actor: Actor;
  /** Empty where a program asks with its key: it needs none. */
  readonly csrf: string;
  readonly path: string;
}

export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const request = context.switchToHttp().getRequest<AppRequest>();
  if (!request.actor) throw new Error('A page that is public has no viewer.');
  return { actor: request.actor, csrf: request.session?.csrfToken ?? '', path: pathOf(request) };
});

export const mayDo = (viewer: Viewer, ...roles: Role[]): boolean => mayAct(viewer.actor, roles);
