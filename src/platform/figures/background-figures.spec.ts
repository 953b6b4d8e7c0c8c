import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/capture-fixture.js';
import { BackgroundFigures } from './background-figures.js';

/** Figures that are made when the test says so. */
function desk() {
  const clock = { now: 0 };
  const failures: unknown[] = [];
  const figures = new BackgroundFigures<string, { made: number }>((key, error) => failures.push([key, error]), () => clock.now);
  const making: PromiseWithResolvers<{ made: number } | null>[] = [];
  const make = (): Promise<{ made: number } | null> => {
    const one = Promise.withResolvers<{ made: number } | null>();
    making.push(one);
    return one.promise;
  };
  /** The `count`th is begun, takes so many milliseconds, and comes to this. */
  const finish = async (count: number, value: { made: number } | Error | null = { made: count }, tookMs = 0): Promise<void> => {
    await eventually(() => Promise.resolve(making.length), (length) => length === count);
    clock.now += tookMs;
    if (value instanceof Error) making[count - 1]!.reject(value);
    else making[count - 1]!.resolve(value);
    await figures.idle();
  };
  return { clock, figures, making, make, finish, failures };
}

describe('figures that are made in the background', () => {
  it('are made once for all who ask, and no viewer waits for them', async () => {
    const { figures, making, make, finish } = desk();
    expect(await Promise.all([1, 2, 3].map(() => figures.known('a', 'x', make)))).toEqual([1, 2, 3].map(() => ({ value: null, isCurrent: false })));
    await finish(1);
    expect(await figures.known('a', 'x', make)).toEqual({ value: { made: 1 }, isCurrent: true });
    expect(making).toHaveLength(1);
  });

  it.each([[100, 15_000], [10_000, 200_000]])('that took %i ms are made again after %i ms, and not before', async (took, pause) => {
    const { clock, figures, making, make, finish } = desk();
    await figures.known('a', 'x', make);
    await finish(1, { made: 1 }, took);
    clock.now += pause - 1;
    expect(await figures.known('a', 'x', make)).toEqual({ value: { made: 1 }, isCurrent: true });
    expect(making).toHaveLength(1);
    clock.now += 1;
    expect(await figures.known('a', 'x', make)).toEqual({ value: { made: 1 }, isCurrent: false });
    await finish(2);
    expect(await figures.known('a', 'x', make)).toEqual({ value: { made: 2 }, isCurrent: true });
  });

  it('are waited for by whoever opens a page only where they may be there in a moment', async () => {
    const { clock, figures, making, make, finish } = desk();
    const first = figures.known('a', 'x', make);
    await eventually(() => Promise.resolve(making.length), (length) => length === 1);
    making[0]!.resolve({ made: 1 });
    expect(await first).toEqual({ value: { made: 1 }, isCurrent: true });
    clock.now += 15_000;
    await figures.known('a', 'x', make);
    await finish(2, { made: 2 }, 101);
    clock.now += 15_000;
    const third = figures.known('a', 'x', make);
    await eventually(() => Promise.resolve(making.length), (length) => length === 3);
    expect(await third).toEqual({ value: { made: 2 }, isCurrent: false }); // a tenth of a second was not enough the last time
    await finish(3, { made: 3 });
  });

  it('that are dear are waited for by nobody, and begun once the page that asked for them is out', async () => {
    const { figures, making, make, finish } = desk();
    const began = performance.now();
    expect(await figures.known('a', 'x', make, true)).toEqual({ value: null, isCurrent: false });
    expect([making.length, performance.now() - began < 100]).toEqual([0, true]);
    await finish(1);
    expect(performance.now() - began).toBeGreaterThan(400);
    expect(await figures.known('a', 'x', make, true)).toEqual({ value: { made: 1 }, isCurrent: true });
    expect(making).toHaveLength(1);
  });

  it('are outdated at once where things stand otherwise, also where that came about while they were made', async () => {
    const { figures, make, finish } = desk();
    await figures.known('a', 'under way', make);
    expect(await figures.known('a', 'over', make)).toEqual({ value: null, isCurrent: false });
    await finish(1);
    expect(await figures.known('a', 'over', make)).toEqual({ value: { made: 1 }, isCurrent: false });
    await finish(2);
    expect(await figures.known('a', 'over', make)).toEqual({ value: { made: 2 }, isCurrent: true });
  });

  it('are waited for by a page about nothing else, by all for the same one', async () => {
    const { figures, making, make, finish } = desk();
    const first = [figures.newest('a', make), figures.newest('a', make)];
    await finish(1);
    expect(await Promise.all(first)).toEqual([{ made: 1 }, { made: 1 }]);
    expect(await figures.newest('a', make)).toEqual({ made: 1 });
    expect(making).toHaveLength(1);
  });

  it('that are known are shown while newer ones are made, until they are old', async () => {
    const { clock, figures, making, make, finish } = desk();
    const first = figures.newest('a', make);
    await finish(1);
    await first;
    clock.now += 599_999;
    expect(await figures.newest('a', make)).toEqual({ made: 1 });
    await finish(2);
    expect([await figures.newest('a', make), making.length]).toEqual([{ made: 2 }, 2]);
    clock.now += 600_000;
    const later = figures.newest('a', make);
    await finish(3);
    expect(await later).toEqual({ made: 3 });
  });

  it('are not waited for by a page that can say that they are being made', async () => {
    const { clock, figures, make, finish } = desk();
    expect(await figures.soon('a', make)).toEqual({ value: null, isMaking: true });
    await finish(1);
    expect(await figures.soon('a', make)).toEqual({ value: { made: 1 }, isMaking: false });
    clock.now += 599_999;
    expect(await figures.soon('a', make)).toEqual({ value: { made: 1 }, isMaking: false });
    clock.now += 1;
    expect(await figures.soon('a', make)).toEqual({ value: null, isMaking: true });
    await finish(2);
    expect(await figures.soon('a', make)).toEqual({ value: { made: 2 }, isMaking: false });
    expect(await figures.soon('b', () => Promise.resolve(null))).toEqual({ value: null, isMaking: false });
  });

  it('are made by one at a time', async () => {
    const { figures, making, make, finish } = desk();
    const both = [figures.newest('a', make), figures.newest('b', make)];
    await eventually(() => Promise.resolve(making.length), (length) => length === 1);
    making[0]!.resolve({ made: 1 });
    await finish(2);
    expect(await Promise.all(both)).toEqual([{ made: 1 }, { made: 2 }]);
  });

  it('are asked for again at once where there was nothing to count', async () => {
    const { figures, make, finish } = desk();
    const first = figures.newest('a', make);
    await finish(1, null);
    expect(await first).toBeNull();
    const second = figures.newest('a', make);
    await finish(2);
    expect(await second).toEqual({ made: 2 });
  });

  it('that can’t be made leave what is known; where nothing is, who waits is told', async () => {
    const { clock, figures, make, finish, failures } = desk();
    const fault = new Error('no connection');
    const first = expect(figures.newest('a', make)).rejects.toBe(fault);
    await finish(1, fault);
    await first;
    clock.now += 15_000;
    const second = figures.newest('a', make);
    await finish(2);
    expect(await second).toEqual({ made: 2 });
    clock.now += 15_000;
    const third = figures.newest('a', make);
    await finish(3, fault);
    expect(await third).toEqual({ made: 2 });
    expect(failures).toEqual([['a', fault], ['a', fault]]);
  });
});
