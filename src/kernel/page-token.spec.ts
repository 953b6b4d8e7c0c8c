import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PageTokens, SAMPLE_TOKEN } from './page-token.js';

const KEY = Buffer.alloc(32, 7);
const OWNER = { checkCode: 'K7QF-2M9D', customerId: '4711' };

describe('the token of a page', () => {
  const tokens = new PageTokens(KEY);

  it.each([OWNER, { ...OWNER, customerId: '1' }, { ...OWNER, customerId: String(2 ** 40 - 1) }, { checkCode: 'ZZZZ-ZZZZ', customerId: '99' }])('gives its owner back: %p', (owner) => {
    const token = tokens.of(owner);
    expect(token).toMatch(/^[2-9b-df-hjkmnp-tv-z]{27}$/);
    expect(tokens.read(token)).toEqual(owner);
  });

  it('is the same whenever it is made, whatever was made before, and another for another customer, notice or key', () => {
    const token = tokens.of(OWNER);
    expect(new PageTokens(KEY).of(OWNER)).toBe(token);
    expect(tokens.of(OWNER)).toBe(token);
    const others = [tokens.of({ ...OWNER, customerId: '4712' }), tokens.of({ ...OWNER, checkCode: 'K7QF-2M9F' }), new PageTokens(Buffer.alloc(32, 8)).of(OWNER)];
    expect(new Set([token, ...others]).size).toBe(4);
  });

  it('is what it was in messages that were sent years ago', () => {
    expect(tokens.of({ ...OWNER, customerId: '12' })).toBe('4h79xybpynphtf2wsn2mg7n4gnt');
    expect(tokens.of({ checkCode: '2222-2222', customerId: String(2 ** 40 - 1) })).toBe('3byyqy56pq388g68rf2nvztwh2d');
  });

  it('says nothing of its owner: those of neighbours share nothing that those of strangers do not', () => {
    const same = (a: string, b: string): number => [...a].filter((letter, place) => letter === b[place]).length;
    const made = Array.from({ length: 200 }, (_, id) => tokens.of({ ...OWNER, customerId: String(id) }));
    const shared = made.slice(1).reduce((sum, token, index) => sum + same(token, made[index]!), 0) / 199;
    expect(shared).toBeLessThan(2.5); // 27 places of 28 letters: one by chance
  });

  it('is refused where a single letter of it is another one', () => {
    const token = tokens.of(OWNER);
    for (let place = 0; place < token.length; place++) {
      const changed = token.slice(0, place) + (token[place] === 'b' ? 'c' : 'b') + token.slice(place + 1);
      expect(tokens.read(changed)).toBeNull();
    }
  });

  it('is refused where another key made it', () => {
    for (let time = 0; time < 200; time++) expect(tokens.read(new PageTokens(randomBytes(32)).of(OWNER))).toBeNull();
  });

  it.each(['', 'short', SAMPLE_TOKEN, 'z'.repeat(27), 'A'.repeat(27), `${'b'.repeat(26)}%`])('is refused where it is "%s"', (token) => {
    expect(tokens.read(token)).toBeNull();
  });

  it.each([{ ...OWNER, customerId: '-1' }, { ...OWNER, customerId: String(2 ** 40) }, { ...OWNER, checkCode: 'K7QF' }])('can not be made for %p', (owner) => {
    expect(() => tokens.of(owner)).toThrow(RangeError);
  });
});
