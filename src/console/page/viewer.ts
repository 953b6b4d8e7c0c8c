import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Actor, mayAct, type Role } from '../../kernel/actor.js';
import { type AppRequest, pathOf } from '../../platform/http/app-request.js';
import { knownZone } from '../../platform/pages/wall-clock.js';

/** Written by templates/assets/firstword.js; it says nothing that the browser would not tell. */
const ZONE_COOKIE = 'fw_zone';

/** Who looks at a page: what the layout shows of him, and the token that his forms carry. */
export interface Viewer {
  readonly actor: Actor;
  /** Empty where a program asks with its key: it needs none. */
  readonly csrf: string;
  readonly path: string;
  /** As his browser said when it showed a page before; null until it has. */
  readonly zone: string | null;
  /** Reference of the exercise that the page is about; null where it is about none. */
  readonly exercise?: string | null;
}

export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const request = context.switchToHttp().getRequest<AppRequest>();
  if (!request.actor) throw new Error('A page that is public has no viewer.');
  return { actor: request.actor, csrf: request.session?.csrfToken ?? '', path: pathOf(request), zone: knownZone(request.cookies[ZONE_COOKIE]), exercise: request.exercise ?? null };
});

export const mayDo = (viewer: Viewer, ...roles: Role[]): boolean => mayAct(viewer.actor, roles);
