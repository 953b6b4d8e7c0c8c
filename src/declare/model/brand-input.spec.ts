import { describe, expect, it } from '@jest/globals';
import { aBrand } from '../../../test/support/declare.builder.js';
import { brandSchema, liesIn } from './brand-input.js';

describe('a brand', () => {
  it('whose addresses lie in its own domain is taken', () => {
    expect(brandSchema.parse(aBrand())).toEqual(aBrand());
    expect(brandSchema.safeParse(aBrand({ fromEmail: 'care@news.harbourpine.example' })).success).toBe(true);
  });

  it.each([
    ['fromEmail', 'care@harbourpine-alerts.example'],
    ['fromEmail', 'care@harbourpine.example.evil.test'],
    ['replyTo', 'care@mail.test'],
    ['website', 'https://harbourpine.example.evil.test'],
    ['website', 'https://harbourpine.example@evil.test/'],
    ['website', 'https://evil.test\\harbourpine.example'],
    ['website', 'https://harbourpine.example:8443@evil.test'],
    ['website', 'http://www.harbourpine.example'],
    ['checkAddress', 'bit.test/check'],
    ['checkAddress', 'harbourpine.example@bit.test/check'],
    ['checkAddress', 'bit.test?harbourpine.example/check'],
    ['domain', 'Harbourpine.example'],
    ['domain', 'example'],
    ['senderName', 'Harbour & Pine\r\nBcc: everybody@mail.test'],
    ['name', 'Harbour \u202eenip'],
    ['timeZone', 'Pacific'],
    ['defaultCountry', 'us'],
    ['defaultLocale', 'fr'],
  ])('is refused with %s %s', (field, value) => {
    expect(brandSchema.safeParse(aBrand({ [field]: value })).success).toBe(false);
  });
});

describe('a host', () => {
  it.each([
    ['a.example', true],
    ['www.a.example', true],
    ['xa.example', false],
    ['a.example.test', false],
    ['', false],
  ])('%s lies in a.example: %s', (host, expected) => {
    expect(liesIn(host, 'a.example')).toBe(expected);
  });
});
