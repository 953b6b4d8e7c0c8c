import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { LOOPBACK } from '../identity.js';
import { capturedRoutes } from './captured.routes.js';
import { controlRoutes } from './control.routes.js';
import type { CaptureParts } from './parts.js';
import { twilioRoutes } from './twilio.routes.js';

// Longer than any client keeps an idle connection, so that it is never this side that hangs up on a request under way.
const KEEP_ALIVE_MS = 120_000;
const GOODBYE_MS = 1_000;
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The capture's one HTTP port: Twilio's API, what arrived, and the controls. It logs nothing: all of it is personal. */
export class WebServer {
  private readonly app: FastifyInstance;

  constructor(parts: CaptureParts) {
    this.app = fastify({
      logger: false,
      bodyLimit: 1024 * 1024,
      keepAliveTimeout: KEEP_ALIVE_MS,
      forceCloseConnections: 'idle',
      routerOptions: { maxParamLength: 200 },
    });
    this.app.addHook('onRequest', async (request, reply) => {
      // A page of the open web can point its own name at this machine; it cannot make the browser say "localhost".
      const name = (request.headers.host ?? '').replace(/:\d+$/, '');
      if (!LOOPBACK_NAMES.has(name)) return reply.code(403).send({ error: 'Only for this machine.' });
      return undefined;
    });
    this.app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, flatForm(body as string)),
    );
    this.app.setErrorHandler((error: FastifyError, _request, reply) => {
      const status = error instanceof ZodError || error instanceof SyntaxError ? 400 : (error.statusCode ?? 500);
      return reply.code(status).send({ error: error instanceof ZodError ? sentence(error) : error.message });
    });
    void this.app.register(twilioRoutes, { prefix: '/2010-04-01', parts });
    void this.app.register(capturedRoutes, { prefix: '/captured', parts });
    void this.app.register(controlRoutes, { prefix: '/control', parts });
  }

  /** @param health  What `/health` tells besides that all is well. */
  async listen(port: number, health: (port: number) => Record<string, unknown>): Promise<number> {
    this.app.get('/health', async () => ({ ok: true, ...health(this.port()) }));
    await this.app.listen({ host: LOOPBACK, port });
    return this.port();
  }

  /** Answers what is under way for up to a second. */
  async close(): Promise<void> {
    const closed = this.app.close();
    await Promise.race([closed, sleep(GOODBYE_MS, undefined, { ref: false })]);
    this.app.server.closeAllConnections();
    await closed;
  }

  private port(): number {
    return (this.app.server.address() as AddressInfo).port;
  }
}

function flatForm(body: string): Record<string, string | undefined> {
  const entries = Object.entries(parse(body));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]));
}

function sentence(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}
