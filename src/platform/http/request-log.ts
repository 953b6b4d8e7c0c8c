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
    const level = reply.statusCode >= 400 && reply.statusCode !== 404 ? 'info' : 'debug';
    log[level]({
      event: 'http.answered', request: request.id, method: request.method, route: request.routeOptions.url ?? null, status: reply.statusCode,
      ms: Math.round(reply.elapsedTime), ...(actor ? { actor: `${actor.kind}:${actor.id}` } : {}),
    });
  });
}
