import { describe, expect, it } from '@jest/globals';
import { Recent } from './recent.js';

describe('what was used last', () => {
  it('is kept, and the longest unused goes', () => {
    const made: string[] = [];
    const recent = new Recent<string>(2);
    const get = (key: string) => recent.get(key, () => (made.push(key), key));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('can be dropped, so that a failure is not kept', () => {
    const recent = new Recent<number>(2);
    recent.get('a', () => 1);
    recent.drop('a');
    expect(recent.get('a', () => 2)).toBe(2);
  });
});
