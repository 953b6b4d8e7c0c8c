import { describe, expect, it } from '@jest/globals';
import { Together } from './together.js';

/** Answers ten times each item once it is told to. */
function slow(limits = { most: 3, atOnce: 1 }, refuses: (item: number) => Error | null = () => null) {
  const [batches, gates]: [number[][], (() => void)[]] = [[], []];
  const together = new Together<number, number>(async (items) => {
    batches.push([...items]);
    await new Promise<void>((open) => gates.push(open));
    const error = items.map(refuses).find((found) => found !== null);
    if (error) throw error;
    return items.map((item) => item * 10);
  }, limits);
  /** Lets every statement through, those too that only then begin. */
  const letAllThrough = async (all: Promise<unknown>): Promise<void> => {
    let over = false;
    void all.finally(() => (over = true)).catch(() => undefined);
    while (!over) {
      gates.splice(0).forEach((open) => open());
      await new Promise((next) => setImmediate(next));
    }
  };
  return { batches, together, letAllThrough };
}
const away = Object.assign(new Error('gone'), { code: '57P01' });

describe('writes together', () => {
  it('go in one statement, up to the most, and each gets its own answer', async () => {
    const { batches, together, letAllThrough } = slow();
    const all = Promise.all([1, 2, 3, 4].map((item) => together.do(item)));
    await letAllThrough(all);
    expect(await all).toEqual([10, 20, 30, 40]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('begin at once where nothing is under way, and at most so many at once', async () => {
    const { batches, together, letAllThrough } = slow({ most: 10, atOnce: 2 });
    const first = [together.do(1)];
    await new Promise((next) => setImmediate(next));
    first.push(together.do(2));
    await new Promise((next) => setImmediate(next));
    first.push(together.do(3), together.do(4));
    await new Promise((next) => setImmediate(next));
    expect(batches).toEqual([[1], [2]]);
    await letAllThrough(Promise.all(first));
    expect(batches).toEqual([[1], [2], [3, 4]]);
    const later = together.do(5);
    await letAllThrough(later);
    expect(await later).toBe(50);
  });

  it('that fail are tried alone, so that one does not keep the others out', async () => {
    const { together, letAllThrough } = slow({ most: 3, atOnce: 1 }, (item) => (item === 2 ? new Error('no') : null));
    const all = Promise.allSettled([1, 2, 3].map((item) => together.do(item)));
    await letAllThrough(all);
    expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([10, 'Error: no', 30]);
  });

  it('are not tried alone where the database is away: all hear of it', async () => {
    const { batches, together, letAllThrough } = slow({ most: 3, atOnce: 1 }, () => away);
    const all = Promise.allSettled([1, 2, 3].map((item) => together.do(item)));
    await letAllThrough(all);
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(batches).toHaveLength(1);
  });
});
