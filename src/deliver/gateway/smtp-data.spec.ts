import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dotStuffed } from './smtp-data.js';

/** What a server takes from the wire (RFC 5321, 4.5.2). */
function received(wire: string): string {
  const end = wire.indexOf('\r\n.\r\n');
  expect(wire.length).toBe(end + 5);
  return wire.slice(0, end + 2).replace(/(^|\r\n)\.\./g, '$1.');
}

const line = fc.oneof(fc.constantFrom('', '.', '..', '.x', '...', 'a.', ' .'), fc.string({ unit: fc.constantFrom('.', 'a', ' ', '=') }));

describe('a message on the wire', () => {
  it('ends at its end and nowhere before, and arrives as it was, whatever its lines begin with', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const message = `${lines.join('\r\n')}\r\n`;
      expect(received(dotStuffed(Buffer.from(message, 'latin1')).toString('latin1'))).toBe(message);
    }));
  });

  it('gets the line end that it lacks', () => {
    expect(dotStuffed(Buffer.from('.a\r\n.b')).toString()).toBe('..a\r\n..b\r\n.\r\n');
  });
});
