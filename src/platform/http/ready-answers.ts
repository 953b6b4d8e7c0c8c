import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { type Log } from '../logging/log.js';
import { type InFlight } from './in-flight.js';
import { answeredLine } from './request-log.js';

/** All that is said to whoever asks for an address: known before anybody asks, and the same for everybody. */
export interface ReadyAnswer {
  readonly body: Buffer;
  /** By name in small letters: a type and an `etag` among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @param url  As it was asked for, a query with it. */
export type FindReady = (url: string) => ReadyAnswer | undefined;

export interface Around {
  /** Said with each answer of this service. */
  readonly security: Readonly<Record<string, string>>;
  readonly inFlight: InFlight;
  readonly log: Log;
}

/**
 * Answers that are ready go out before the way to a route begins: on a day on which everybody looks at one page, that way (hooks, an answer's objects,
 * its headers one by one) cost twice what writing to the socket did. They are what the route says too, which is there for every other method
 * and for whoever asks without a socket: the same headers, id of the request, line in the log and place among those that a stop waits for.
 */
@Injectable()
export class ReadyAnswers {
  private readonly offers: { readonly route: string; readonly find: FindReady }[] = [];
  private readonly heads = new WeakMap<ReadyAnswer, readonly string[]>();
  /** What was asked in this turn of the event loop. */
  private asked: (() => void)[] = [];

  /** @param route  Its name in the log, as it is registered. */
  offer(route: string, find: FindReady): void {
    this.offers.push({ route, find });
  }

  /** Steps in front of the routes of this server, which must be registered and not yet listening. */
  watch({ server }: FastifyInstance, around: Around): void {
    const routes = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!this.answers(request, response, around)) for (const route of routes) route.call(server, request, response);
    });
  }

  private answers(request: IncomingMessage, response: ServerResponse, { security, inFlight, log }: Around): boolean {
    if (request.method !== 'GET') return false;
    for (const { route, find } of this.offers) {
      const ready = find(request.url!);
      if (!ready) continue;
      const [id, began] = [randomUUID(), performance.now()];
      inFlight.begin(request);
      response.once('close', () => {
        inFlight.end(request);
        answeredLine(log, { request: id, method: 'GET', route, status: response.statusCode, ms: performance.now() - began, actor: undefined });
      });
      const head = [...this.headOf(ready, security), 'x-request-id', id];
      this.soon(() => {
        if (isKnown(request.headers['if-none-match'], ready.headers['etag'])) response.writeHead(304, head).end();
        else response.writeHead(200, [...head, 'content-length', String(ready.body.length)]).end(ready.body);
      });
      return true;
    }
    return false;
  }

  /**
   * First all is read that has come, then all is written: whoever is at the other end of many connections (a proxy, a bench) is woken once for all of
   * it and not for each, which on a quiet machine was two thirds of what an answer cost.
   */
  private soon(write: () => void): void {
    if (this.asked.push(write) > 1) return;
    setImmediate(() => {
      const asked = this.asked;
      this.asked = [];
      for (const one of asked) one();
    });
  }

  private headOf(ready: ReadyAnswer, security: Readonly<Record<string, string>>): readonly string[] {
    let head = this.heads.get(ready);
    if (!head) this.heads.set(ready, (head = Object.entries({ ...security, ...ready.headers }).flat()));
    return head;
  }
}

/**
 * @param seen  If-None-Match: one tag, several, or "*". A proxy that packs what passes it makes a tag weak, and means the same page by it.
 * @source RFC 9110, 13.1.2 and 8.8.3.2: compared weakly.
 */
export function isKnown(seen: string | undefined, etag: string | undefined): boolean {
  if (seen === undefined || etag === undefined) return false;
  return seen === etag || seen.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}
