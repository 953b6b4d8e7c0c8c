import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type WithActor } from '../auth/access.js';

/** A request on its way through our hooks, guard and interceptors. */
export type AppRequest = FastifyRequest & WithActor;
export type AppReply = FastifyReply;

/** The path without the query, which may hold what belongs in no log and no answer. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

/** True where a person looks at the answer in a browser: pages, not the API. */
export function wantsPage(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return !(path === '/api' || path.startsWith('/api/')) && (request.headers.accept ?? '').includes('text/html');
}
