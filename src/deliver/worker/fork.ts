import { weights } from '../model/breaker.js';
import type { Route } from './route.js';

/** Chooses by which provider the next slice goes: each has its share, and one that is being tried comes first. */
export class Fork {
  constructor(
    private readonly routes: readonly Route[],
    private readonly random: () => number = Math.random,
  ) {}

  /** @returns null where none has room, a free connection and tokens. */
  next(now: number): Route | null {
    const free = this.routes.filter((route) => this.isFree(route, now));
    const probing = free.find(({ health }) => health.state === 'probing');
    if (probing) return probing;
    const shares = this.shares();
    const weighed = free.map((route) => ({ route, weight: shares.get(route) ?? 0 })).filter(({ weight }) => weight > 0);
    let at = this.random() * weighed.reduce((sum, { weight }) => sum + weight, 0);
    for (const { route, weight } of weighed) if ((at -= weight) < 0) return route;
    return weighed.at(-1)?.route ?? null;
  }

  /** The one by which everything goes; null where it is shared out, or one is being tried. */
  get only(): Route | null {
    if (this.routes.some(({ health }) => health.state === 'probing')) return null;
    const used = [...this.shares()].filter(([, share]) => share > 0);
    return used.length === 1 ? used[0]![0] : null;
  }

  /** A provider that only this process can't use counts as shut here: the other takes over, as fast as it is trusted. */
  private shares(): ReadonlyMap<Route, number> {
    const split = weights(this.routes.map((route) => (route.room() === 'none' ? { state: 'shut', share: 0 } : route.health)));
    return new Map(this.routes.map((route, index) => [route, split[index]!]));
  }

  private isFree(route: Route, now: number): boolean {
    const room = route.room();
    if (room === 'none' || route.restUntil > now) return false;
    return room === 'one' ? route.flight.underWay === 0 : route.free > 0;
  }
}
