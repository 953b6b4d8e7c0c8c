import { Injectable } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';

export interface Route {
  readonly method: string;
  /** As it was registered: "/api/v1/incidents/:id". */
  readonly url: string;
}

/** `:id` → anything but a slash; `*` → anything. */
const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[A-Za-z0-9_]+/g, '[^/]+').replaceAll('*', '.*')}/?$`);

/** The routes that the running server has: tells "no such page" from "not with this method", and lets tests look at every door. */
@Injectable()
export class RouteTable {
  private readonly routes: (Route & { readonly pattern: RegExp })[] = [];

  /** Must be called before the routes are registered. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) this.routes.push({ method: one, url, pattern: patternOf(url) });
    });
  }

  all(): readonly Route[] {
    return this.routes.map(({ method, url }) => ({ method, url }));
  }

  /** Methods that the path answers to; empty where there is no such path. A route that takes every path says nothing of this one. */
  methodsOf(path: string): readonly string[] {
    return [...new Set(this.routes.filter(({ url, pattern }) => url !== '*' && url !== '/*' && pattern.test(path)).map(({ method }) => method))].sort();
  }
}
