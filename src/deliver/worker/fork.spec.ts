import { describe, expect, it } from '@jest/globals';
import { type Health } from '../model/breaker.js';
import { Fork } from './fork.js';
import type { Route } from './route.js';

const HEALTHY: Health = { state: 'working', share: 1, since: 0, steppedAt: 0, until: null, trips: 0, code: null, reason: null };
interface Shown {
  readonly health?: Partial<Health>;
  readonly room?: 'any' | 'one' | 'none';
  readonly free?: number;
  readonly restUntil?: number;
  readonly underWay?: number;
}
const route = ({ health, room = 'any', free = 5, restUntil = 0, underWay = 0 }: Shown): Route =>
  ({ health: { ...HEALTHY, ...health }, room: () => room, free, restUntil, flight: { underWay } }) as unknown as Route;
const RESTING = { state: 'resting', share: 0.1 } as const;

describe('by which provider the next slice goes', () => {
  it.each<[string, Shown, Shown, number, 'first' | 'second' | null]>([
    ['the first, while the second rests', {}, { health: RESTING }, 0.99, 'first'],
    ['by share, below it', { health: { state: 'easing', share: 0.5 } }, { health: RESTING }, 0.49, 'first'],
    ['by share, beyond it', { health: { state: 'easing', share: 0.5 } }, { health: RESTING }, 0.51, 'second'],
    ['the second, where the first is shut for all', { room: 'none', health: { state: 'shut', share: 0 } }, { health: RESTING }, 0, 'second'],
    ['the second, where only this process can\'t use the first', { room: 'none' }, { health: RESTING }, 0, 'second'],
    ['the one that is tried, before all', {}, { health: { state: 'probing', share: 0 } }, 0, 'second'],
    ['nobody, while the tried one is the only one and has no tokens', { health: { state: 'probing', share: 0 }, restUntil: 1_001 }, { room: 'none' }, 0, null],
    ['the first in place of a second without a free connection', { health: { state: 'easing', share: 0.1 } }, { health: RESTING, free: 0 }, 0.99, 'first'],
    ['nobody, where the resting one is not needed and the first has no tokens', { restUntil: 1_001 }, { health: RESTING }, 0, null],
    ['one at a time through a half-open door', { room: 'one', underWay: 1 }, { room: 'none' }, 0, null],
  ])('%s', (_, one, other, random, expected) => {
    const routes = [route(one), route(other)];
    const chosen = new Fork(routes, () => random).next(1_000);
    expect(chosen === null ? null : (['first', 'second'] as const)[routes.indexOf(chosen)]).toBe(expected);
  });
});
