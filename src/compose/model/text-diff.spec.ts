import { describe, expect, it } from '@jest/globals';
import { textDiff } from './text-diff.js';

const shown = (before: string, after: string): string => textDiff(before, after).map(({ kind, text }) => ({ same: text, added: `[+${text}]`, removed: `[-${text}]` })[kind]).join('');

describe('textDiff', () => {
  it.each([
    ['We found it on Monday.', 'We found it on Tuesday.', 'We found it on [-Monday][+Tuesday].'],
    ['same', 'same', ''],
    ['', 'new', '[+new]'],
    ['gone', '', '[-gone]'],
    ['one two', 'one  two', 'one[- ][+  ]two'],
  ])('of %j and %j is %j', (before, after, diff) => {
    expect(shown(before, after)).toBe(diff);
  });

  it('leaves out the middle of what both have, and nothing of what they have not', () => {
    const long = 'word '.repeat(400);
    const diff = shown(`${long}old${long}`, `${long}new${long}`);
    expect(diff).toMatch(/^ \[…\] .{160}\[-old\]\[\+new\]|\[-wordold|oldword/);
    expect(diff.length).toBeLessThan(800);
  });

  it('of two texts that have nothing in common ends, and holds both', () => {
    const text = (seed: number) => Array.from({ length: 12_000 }, (_, index) => `${(index * seed) % 9_973}${seed}`).join(' ');
    const pieces = textDiff(text(7), text(11));
    expect(pieces.filter(({ kind }) => kind !== 'added').map((piece) => piece.text).join('')).toContain(text(7).slice(0, 100));
    expect(pieces.some(({ kind }) => kind === 'added')).toBe(true);
  });
});
