import { describe, expect, it } from '@jest/globals';
import { Attempts } from './attempts.js';
import { wordsFor } from './check.words.js';
import { readerAddress } from './reader-address.js';

it.each([
  [undefined, 'en'], ['', 'en'], ['es', 'es'], ['es-MX,es;q=0.9,en;q=0.8', 'es'], ['en-GB,en;q=0.9,es;q=0.8', 'en'], ['fr-CA,es;q=0.5', 'es'], ['fr,de', 'en'], ['en;q=0.2, es;q=0.7', 'es'], ['es;q=0,en', 'en'], ['constructor', 'en'],
])('speaks to who accepts %p in %s', (header, lang) => {
  expect(wordsFor(header).lang).toBe(lang);
});

describe('wrong codes', () => {
  it('stop an address for the rest of the minute, and no other', () => {
    let now = 0;
    const attempts = new Attempts(2, 60_000, 10, () => now);
    attempts.countFailure('a');
    expect(attempts.mayTry('a')).toBe(true);
    attempts.countFailure('a');
    expect([attempts.mayTry('a'), attempts.mayTry('b')]).toEqual([false, true]);
    now = 59_999;
    expect(attempts.mayTry('a')).toBe(false);
    now = 60_000;
    expect(attempts.mayTry('a')).toBe(true);
  });
  it('are forgotten, oldest first, before they fill the memory', () => {
    const attempts = new Attempts(1, 60_000, 3, () => 0);
    for (const who of ['a', 'b', 'c', 'd']) attempts.countFailure(who);
    expect(['a', 'b', 'c', 'd'].map((who) => attempts.mayTry(who))).toEqual([true, false, false, false]);
  });
});

it.each([
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['10.0.0.5', '198.51.100.1, 198.51.100.2', '198.51.100.2'],
  ['::ffff:127.0.0.1', ['198.51.100.9'], '198.51.100.9'],
  ['172.16.4.4', 'not an address', '172.16.4.4'],
  ['fd00::1', '2001:db8::7', '2001:db8::7'],
])('counts a request from %s for %p as one of %s', (peer, forwarded, expected) => {
  expect(readerAddress(peer, forwarded)).toBe(expected);
});
