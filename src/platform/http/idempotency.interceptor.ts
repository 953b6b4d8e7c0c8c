import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Observable } from 'rxjs';
import { SURROUNDINGS, type Surroundings } from '../config/config.module.js';
import { LOG, type Log } from '../logging/log.js';
import { type AppRequest, pathOf } from './app-request.js';
import { checkedKey, fingerprint, KEPT_HEADERS, ReplayedReply } from './idempotency.js';
import { IdempotencyRecords, type RequestKey } from './idempotency.records.js';
import { derivedKey } from './seal.js';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Requests that run under a key, until their answer goes out. */
const keyed = new WeakMap<FastifyRequest, RequestKey>();

/** With an `Idempotency-Key`, the same request runs once and is answered the same each time. Works on every route of a signed-in actor. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly key: Buffer;

  constructor(
    private readonly records: IdempotencyRecords,
    @Inject(SURROUNDINGS) surroundings: Surroundings,
  ) {
    this.key = derivedKey(surroundings.secretKey, 'idempotency fingerprints');
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AppRequest>();
    const { actor } = request;
    const given = request.headers['idempotency-key'];
    if (given === undefined || !actor || !UNSAFE.has(request.method)) return next.handle();
    const id = { actor: `${actor.kind}:${actor.id}`, key: checkedKey(given) };
    const before = await this.records.begin(id, request.method, pathOf(request), fingerprint(request, this.key));
    if (before) throw new ReplayedReply(before);
    keyed.set(request, id);
    return next.handle();
  }
}

/**
 * Keeps the answer as it goes out, errors of the caller included, before the caller can see it. What failed on our side is
 * forgotten, so that the caller may try again; so is what can't be given again (a stream).
 */
@Injectable()
export class ReplyKeeper {
  constructor(
    private readonly records: IdempotencyRecords,
    @Inject(LOG) private readonly log: Log,
  ) {}

  watch(instance: FastifyInstance): void {
    instance.addHook('onSend', async (request, reply, payload) => {
      const id = keyed.get(request);
      if (id) await this.keep(id, reply, payload, request.id);
      return payload;
    });
  }

  private async keep(id: RequestKey, reply: FastifyReply, payload: unknown, request: string): Promise<void> {
    const keepable = payload === undefined || payload === null || typeof payload === 'string';
    try {
      if (reply.statusCode >= 500 || reply.statusCode === 429 || !keepable) await this.records.forget(id);
      else await this.records.finish(id, { status: reply.statusCode, headers: keptHeaders(reply), body: payload ?? null });
    } catch (error) {
      // The answer still goes out. Whoever asks again hears that it is running or was cut off, which is the truth.
      this.log.warn({ event: 'idempotency.not-kept', request, error });
    }
  }
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])));
}
