import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageId } from './ids.js';
import { mailToken, mailTokensIn, readMailToken } from './mail-token.js';

const KEY = Buffer.alloc(32, 7);

describe('the token of a message', () => {
  it('names it, in any case, and nothing else does', () => {
    fc.assert(fc.property(fc.bigInt(1n, 9_223_372_036_854_775_807n), fc.nat({ max: 28 }), (id, at) => {
      const token = mailToken(KEY, String(id) as MessageId);
      expect(token).toMatch(/^[0-9a-v]{29}$/);
      expect(readMailToken(KEY, token.toUpperCase())).toBe(String(id));
      const changed = token.slice(0, at) + (token[at] === '0' ? '1' : '0') + token.slice(at + 1);
      expect(readMailToken(KEY, changed)).toBeNull();
      expect(readMailToken(Buffer.alloc(32, 8), token)).toBeNull();
    }));
  });

  it('is found among other words', () => {
    const [one, other] = ['17', '18'].map((id) => mailToken(KEY, id as MessageId));
    expect(mailTokensIn(KEY, `<bounces+${one}@mail.example>, =${other}; a${one}`)).toEqual(['17', '18']);
  });

  it.each(['', 'x', 'v'.repeat(29), '0'.repeat(29), '0'.repeat(28), 'ü'.repeat(29)])('is not %p', (text) => expect(readMailToken(KEY, text)).toBeNull());
});
