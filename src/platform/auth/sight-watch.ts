import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Actor, answerablePerson, sightOf } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/domain-error.js';
import { Database } from '../database/transactions.js';
import { type AppRequest, wantsPage } from '../http/app-request.js';
import { problemOf } from '../http/problem.js';

/**
 * Looks once more, when an answer is ready, at what its asker may see. The guard read that before the handler ran: an incident that was restricted between the two (or declared as one that
 * only some see) was listed by whoever was being answered just then. Such an answer is not given: a page is asked for again, a program is told to ask again, a file breaks off.
 *
 * Reads alone: who did something is told what he did. What is left is an answer that was looked at before the restriction was committed, and whose bytes leave after it: it says what it would
 * have said a moment earlier.
 */
@Injectable()
export class SightWatch {
  constructor(private readonly db: Database) {}

  watch(instance: FastifyInstance): void {
    instance.addHook('onSend', async (request: AppRequest, reply, payload) => {
      const { actor } = request;
      if (!actor || request.method !== 'GET' || reply.statusCode >= 300 || payload === null || payload === undefined) return payload;
      if (payload instanceof Readable) return Readable.from(this.watched(payload, actor), { objectMode: false });
      return (await this.hasLost(actor)) ? instead(request, reply) : payload;
    });
  }

  /** Each part of a file was read before it is looked at here. */
  private async *watched(file: Readable, actor: Actor): AsyncGenerator<Buffer | string> {
    for await (const part of file as AsyncIterable<Buffer | string>) {
      if (await this.hasLost(actor)) throw changed();
      yield part;
    }
  }

  /** Whether there is an incident by now that is kept from him, and was not when he was let in. */
  private async hasLost(actor: Actor): Promise<boolean> {
    const person = answerablePerson(actor);
    if (person === null) return false;
    const [row] = await this.db.query<{ unseen: readonly string[] }>('select published.unseen_by($1, $2) as unseen', [person, actor.kind === 'key']);
    const known = sightOf(actor).unseen;
    return row!.unseen.some((incident) => !known.includes(incident));
  }
}

function instead(request: AppRequest, reply: FastifyReply): string {
  void reply.removeHeader('content-length').removeHeader('content-disposition').removeHeader('etag').header('cache-control', 'no-store');
  if (wantsPage(request)) {
    void reply.code(303).header('location', request.url);
    return '';
  }
  const problem = problemOf(changed(), request.id);
  void reply.code(problem.status).type('application/problem+json; charset=utf-8');
  return JSON.stringify(problem);
}

const changed = (): DomainError => new DomainError('conflict', 'sight-changed', 'What you may see changed while this was being answered. Ask again.');
