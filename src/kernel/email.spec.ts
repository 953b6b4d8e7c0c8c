import { describe, expect, it } from '@jest/globals';
import { asciiDomain, comparableEmail, parseEmail } from './email.js';

const same = (text: string): string | null => {
  const email = parseEmail(text);
  return email && comparableEmail(email);
};

describe('an e-mail address', () => {
  it.each([
    ['a domain in letters of a country and as the wire has it', 'ana@Köln.example', 'ana@xn--kln-sna.example'],
    ['an accent as one letter and as two', 'ana@ko\u0308ln.example', 'ana@k\u00f6ln.example'],
    ['an accent before the @ as one letter and as two', 'jose\u0301@mail.example', 'JOS\u00c9@mail.example'],
    ['letters of double width', 'ana@ｍail.example', 'ana@mail.example'],
    ['capitals and spaces around it', ' Ana@Mail.Example ', 'ana@mail.example'],
  ])('is one mailbox, and told once, for %s', (_, one, other) => {
    expect(same(one)).toBe(same(other));
    expect(same(one)).not.toBeNull();
  });

  it('of two names that only look alike is two', () => {
    expect(same('ana@stra\u00dfe.example')).not.toBe(same('ana@strasse.example'));
    expect(same('ana@m\u0430il.example')).not.toBe(same('ana@mail.example')); // a Cyrillic letter
  });

  it.each(['ana@', 'ana', 'ana@mail', 'a@b@c.example', 'ana@１.２.３.４４', 'ana@\u2024.example', '.ana@mail.example'])('is not %s', (text) => {
    expect(parseEmail(text)).toBeNull();
  });

  it('keeps what a domain in ASCII says', () => {
    expect([asciiDomain('Mail.Example'), asciiDomain('xn--kln-sna.example')]).toEqual(['mail.example', 'xn--kln-sna.example']);
  });
});
