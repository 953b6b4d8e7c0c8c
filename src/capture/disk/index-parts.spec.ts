import { describe, expect, it } from '@jest/globals';
import { Column, SearchTexts } from './columns.js';
import { keyOf, KeyCounts, KeyTable, shareOf } from './key-table.js';

describe('KeyTable', () => {
  it('finds each of 50,000 keys, 0 as a value included, and no other', () => {
    const table = new KeyTable();
    for (let n = 0; n < 50_000; n += 1) table.set(keyOf('key', String(n)), n);
    table.set(keyOf('key', '7'), 700);
    expect(table.size).toBe(50_000);
    const wrong = Array.from({ length: 50_000 }, (_, n) => n).filter((n) => table.get(keyOf('key', String(n))) !== (n === 7 ? 700 : n));
    expect(wrong).toEqual([]);
    expect(table.get(keyOf('key', '50000'))).toBeUndefined();
    table.clear();
    expect([table.size, table.get(keyOf('key', '3'))]).toEqual([0, undefined]);
  });
});

describe('KeyCounts', () => {
  it('tells different keys from keys that came again', () => {
    const counts = new KeyCounts();
    for (const name of ['a', 'b', 'a', 'c', 'a', 'c']) counts.add(keyOf(name));
    expect([counts.distinct, counts.repeated, counts.of(keyOf('a')), counts.of(keyOf('z'))]).toEqual([3, 2, 3, 0]);
  });
});

describe('keyOf', () => {
  it('keeps the parts apart and fits in a safe integer', () => {
    expect(keyOf('ab', 'c')).not.toBe(keyOf('a', 'bc'));
    expect(Number.isSafeInteger(keyOf('ab', 'c'))).toBe(true);
  });

  it('spreads evenly: a tenth of 10,000 addresses falls below 0.1', () => {
    const below = Array.from({ length: 10_000 }, (_, n) => shareOf(`person${n}@example.com`)).filter((share) => share < 0.1);
    expect(below.length).toBeGreaterThan(900);
    expect(below.length).toBeLessThan(1100);
  });
});

describe('Column', () => {
  it('grows, and finds a value from the newest down', () => {
    const column = new Column(Uint32Array);
    for (let n = 0; n < 3000; n += 1) column.push(n % 1000);
    expect([...column.backwards(5)]).toEqual([2005, 1005, 5]);
    expect([...column.backwards(5, 2005)]).toEqual([1005, 5]);
    expect(() => column.at(3000)).toThrow(RangeError);
  });
});

describe('SearchTexts', () => {
  it('finds a part of a text in any case, in its row only, over many chunks', () => {
    const texts = new SearchTexts();
    for (let row = 0; row < 5000; row += 1) texts.push(`${'x'.repeat(900)} Müller ${row}!`);
    const needle = Buffer.from('müller 4321!', 'utf8');
    expect(Array.from({ length: 5000 }, (_, row) => row).filter((row) => texts.includes(row, needle))).toEqual([4321]);
  });
});
