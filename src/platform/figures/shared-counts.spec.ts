import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { SharedCounts } from './shared-counts.js';

/** Counts that are made when the test says so. */
function desk() {
  const clock = { now: 0 };
  const counts = new SharedCounts<number>(() => clock.now);
  const making: PromiseWithResolvers<number>[] = [];
  const make = (): Promise<number> => {
    const one = Promise.withResolvers<number>();
    making.push(one);
    return one.promise;
  };
  const begun = (count: number) => eventually(() => making.length, (length) => length === count);
  return { clock, counts, making, make, begun };
}

describe('a count that several pages make', () => {
  it('is made once for all who ask meanwhile', async () => {
    const { counts, making, make, begun } = desk();
    const all = Promise.all([1, 2, 3].map(() => counts.of('a', make)));
    await begun(1);
    making[0]!.resolve(7);
    expect([await all, making.length]).toEqual([[7, 7, 7], 1]);
  });

  it.each([[100, 15_000], [30_000, 120_000]])('that took %i ms is given to others for %i ms, and made again after', async (took, fresh) => {
    const { clock, counts, making, make, begun } = desk();
    const first = counts.of('a', make);
    await begun(1);
    clock.now += took;
    making[0]!.resolve(1);
    await first;
    clock.now += fresh - 1;
    expect([await counts.of('a', make), making.length]).toEqual([1, 1]);
    clock.now += 1;
    const second = counts.of('a', make);
    await begun(2);
    making[1]!.resolve(2);
    expect(await second).toBe(2);
  });

  it('is made one at a time, also of different things', async () => {
    const { counts, making, make, begun } = desk();
    const both = [counts.of('a', make), counts.of('b', make)];
    await begun(1);
    await new Promise((turn) => setImmediate(turn));
    expect(making).toHaveLength(1);
    making[0]!.resolve(1);
    await begun(2);
    making[1]!.resolve(2);
    expect(await Promise.all(both)).toEqual([1, 2]);
  });

  it('that failed says so to all who waited, and is made anew for the next', async () => {
    const { counts, making, make, begun } = desk();
    const fault = new Error('no connection');
    const waiting = Promise.allSettled([counts.of('a', make), counts.of('a', make)]);
    await begun(1);
    making[0]!.reject(fault);
    expect((await waiting).map((one) => one.status === 'rejected' && (one.reason as Error))).toEqual([fault, fault]);
    const next = counts.of('a', make);
    await begun(2);
    making[1]!.resolve(2);
    expect(await next).toBe(2);
  });
});
