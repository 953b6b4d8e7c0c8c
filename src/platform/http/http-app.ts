import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Settings } from '../config/config.js';
import { type Surroundings } from '../config/config.module.js';
import { SightWatch } from '../auth/sight-watch.js';
import { type Log } from '../logging/log.js';
import { BODY_LIMIT, registerBodyParsers } from './body-parsers.js';
import { InFlight } from './in-flight.js';
import { ReplyKeeper } from './idempotency.interceptor.js';
import { serveOpenApi } from './open-api.js';
import { problemOf } from './problem.js';
import { ReadyAnswers } from './ready-answers.js';
import { logRequests } from './request-log.js';
import { RouteTable } from './route-table.js';
import { registerSecurityHeaders } from './security-headers.js';
import { onlyHealth } from './worker-doors.js';

/** A slow upload may take as long; one that stands still does not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;

/** How the app must be made: bodies are ours to parse, and a stop cuts off what is still connected (event streams never end). */
export const APP_OPTIONS = { bodyParser: false, forceCloseConnections: true } as const;

export function fastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Ids of callers are not taken over: the log would hold whatever they wrote.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // An address that can't be decoded never reaches a route, a hook or the filter.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(error, request.id);
      void reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
}

/**
 * Everything between the socket and a controller, in its order: log line, security headers, cookies, bodies. Then `init()`, which
 * registers the routes, and before all of it what is answered without a route; listening is left to the caller.
 *
 * The app must have been created with `APP_OPTIONS`.
 */
export async function openDoors(app: NestFastifyApplication, settings: Settings, surroundings: Surroundings, log: Log): Promise<void> {
  const instance = app.getHttpAdapter().getInstance();
  logRequests(instance, log);
  app.get(InFlight).watch(instance);
  app.get(RouteTable).watch(instance);
  const security = await registerSecurityHeaders(instance, surroundings.publicUrl);
  if (settings.ROLE === 'worker') onlyHealth(instance);
  await instance.register(cookie);
  await registerBodyParsers(instance);
  app.get(ReplyKeeper).watch(instance);
  app.get(SightWatch).watch(instance);
  await serveOpenApi(app, instance);
  await app.init();
  await instance.ready();
  if (settings.ROLE !== 'worker') app.get(ReadyAnswers).watch(instance, { security, inFlight: app.get(InFlight), log });
}
