import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.js';

describe('what the command line prints', () => {
  it.each([
    ['Card \u001b[2K\u001b[1Gnumbers', 'Card \\u001b[2K\\u001b[1Gnumbers'],
    ['\u009b31m \u0007 \u007f', '\\u009b31m \\u0007 \\u007f'],
    ['a \u202eb', 'a \\u202eb'],
    ['over\rwritten', 'over\\u000dwritten'],
    ['two\nlines\tand a tab, señor 👩\u200d👩', 'two\nlines\tand a tab, señor 👩\u200d👩'],
  ])('%j steers no terminal: %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves JSON what it says', () => {
    const value = { title: 'a\u009b\u007f\u202eb' };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });
});
