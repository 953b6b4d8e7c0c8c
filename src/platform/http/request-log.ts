import { type FastifyInstance } from 'fastify';
import { type Log } from '../logging/log.js';
import { type WithActor } from '../auth/access.js';

/** A line for each request, with the route as it is registered: an address may hold a customer's token. */
export function logRequests(instance: FastifyInstance, log: Log): void {
  instance.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  instance.addHook('onResponse', async (request, reply) => {
    const { actor } = request as WithActor;
    answeredLine(log, { request: request.id, method: request.method, route: request.routeOptions.url ?? null, status: reply.statusCode, ms: reply.elapsedTime, actor });
  });
}

export interface Answered {
  /** Its id, as the caller was told it. */
  readonly request: string;
  readonly method: string;
  readonly route: string | null;
  readonly status: number;
  /** Real milliseconds until all of it was written. */
  readonly ms: number;
  readonly actor: WithActor['actor'];
}

export function answeredLine(log: Log, { ms, actor, ...answered }: Answered): void {
  const level = answered.status >= 400 && answered.status !== 404 ? 'info' : 'debug';
  if (log.isLevelEnabled(level)) log[level]({ event: 'http.answered', ...answered, ms: Math.round(ms), ...(actor ? { actor: `${actor.kind}:${actor.id}` } : {}) });
}
