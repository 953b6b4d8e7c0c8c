import { describe, expect, it } from '@jest/globals';
import { BEHAVIOUR, callRate, whoCalls, type Caller } from './callers.js';
import { Chance } from './company/chance.js';

const press = Date.parse('2026-03-16T13:30:00Z');
const hour = 3_600_000;
const caller = (change: Partial<Caller> = {}): Caller => ({ phone: '+12025550101', affected: true, toldAt: null, calledAt: null, ...change });

describe('a simulated customer', () => {
  it.each([
    ['is not affected', caller({ affected: false }), 4, BEHAVIOUR.background],
    ['is affected, before the press report', caller(), -1, BEHAVIOUR.background],
    ['is affected and not told, at the height', caller(), 2, BEHAVIOUR.background + BEHAVIOUR.peak],
    ['was told long ago', caller({ toldAt: press - 100 * hour }), 2, BEHAVIOUR.background + BEHAVIOUR.peak * BEHAVIOUR.afterNotice],
  ])('who %s calls at the rate given', (_, who, hours, rate) => {
    expect(callRate(who, press + hours * hour, press, BEHAVIOUR)).toBeCloseTo(rate, 10);
  });

  it('calls a little more in the first minutes after a notice that he has not read', () => {
    const now = press + 2 * hour;
    expect(callRate(caller({ toldAt: now }), now, press, BEHAVIOUR)).toBeGreaterThan(callRate(caller(), now, press, BEHAVIOUR));
  });

  it('calls as often as his rate says', () => {
    const crowd = Array.from({ length: 20_000 }, () => caller());
    const calls = whoCalls(crowd, press + 2 * hour, 1, press, new Chance(7)).length;
    const expected = 20_000 * (BEHAVIOUR.background + BEHAVIOUR.peak);
    expect(Math.abs(calls - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});
