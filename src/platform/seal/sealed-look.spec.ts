import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksSealed, unlikeSealed } from '../../kernel/sealed-look.js';
import { openingTypes } from './opening-types.js';
import { isSealed, Sealing } from './sealing.js';

const KEYS = [{ id: 'k1', bytes: Buffer.alloc(32, 1) }, { id: 'abcdefgh', bytes: Buffer.alloc(32, 2) }];
const sealing = new Sealing([KEYS[0]!], 'a secret of this spec, long enough to be one');
const later = new Sealing([...KEYS].reverse(), 'a secret of this spec, long enough to be one');
const SEED = { seed: 20_261_123, numRuns: 500 };

const words = fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('a', 'ana@example.org', '+12065550101', '"', '\\', ',', '{}', 'é', ' '));
/** A value as it lies in the database, of either key, a name or an address. */
const sealed = fc.tuple(words.filter((text) => text !== ''), fc.constantFrom(sealing, later), fc.boolean()).map(([text, by, isAddress]) => (isAddress ? by.address(text, 'C1') : by.text(text, 'C1')));
/** One that was tampered with, or made up. */
const madeUp = fc.tuple(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.stringMatching(/^[A-Za-z0-9_-]{38,90}$/), fc.constantFrom('', '@example.org', '+1206')).map(([id, body, shown]) => `e1.${id}.${body}${shown}`);
const hostile = fc.tuple(fc.constantFrom('', ' ', '\n', 'x,', 'x\r\n', '"', '\u00a0', 'http://x/?'), fc.oneof(sealed, madeUp), fc.constantFrom('', ' ', '\nmore', ',more'), fc.boolean())
  .map(([before, value, after, upper]) => `${before}${upper ? value.toUpperCase() : value}${after}`);
/** What becomes of a text after it came in. */
const becomes = (text: string): readonly string[] => [text, text.trim(), text.toLowerCase(), ...text.split(/[\r\n,;]+/), ...text.toLowerCase().split(/\s+/)];

describe('a text from outside', () => {
  it('that holds what looks sealed is known by that, whatever stands around it', () => {
    fc.assert(fc.property(hostile, (text) => looksSealed(text)), SEED);
  });

  it('that is let in never is one, nor becomes one when it is cut or lowered', () => {
    fc.assert(fc.property(fc.oneof(words, hostile), (text) => looksSealed(text) || !becomes(text).some(isSealed)), SEED);
    fc.assert(fc.property(hostile, (text) => !looksSealed(unlikeSealed(text)) && !becomes(unlikeSealed(text)).some(isSealed)), SEED);
  });

  it('that is none keeps its words', () => {
    fc.assert(fc.property(words, (text) => looksSealed(text) || unlikeSealed(text) === text), SEED);
    for (const text of ['e1.k1.short', 'Version e1.2.3 of the leaflet', `page1.k1.${'a'.repeat(50)}`, 'x'.repeat(500)]) expect([looksSealed(text), unlikeSealed(text)]).toEqual([false, text]);
  });

  it.each([
    ['text', 25, (text: string) => text, (read: unknown) => read],
    ['varchar', 1043, (text: string) => text, (read: unknown) => read],
    ['json', 114, (text: string) => JSON.stringify({ a: [text], b: { c: text } }), (read: unknown) => (read as { b: { c: string } }).b.c],
    ['jsonb', 3802, (text: string) => JSON.stringify([text, 1]), (read: unknown) => (read as string[])[0]],
    ['text[]', 1009, (text: string) => `{"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}",x}`, (read: unknown) => (read as string[])[0]],
  ])('is read from a column of type %s as it was written, beside what is sealed', (_, type, written, part) => {
    const parse = openingTypes(sealing).getTypeParser(type, 'text') as (text: string) => unknown;
    const read = (text: string): unknown => part(parse(written(text)));
    fc.assert(fc.property(hostile, (text) => read(unlikeSealed(text)) === unlikeSealed(text)), SEED);
    fc.assert(fc.property(words.filter((text) => text !== ''), (text) => read(sealing.text(text, 'C1')) === text), SEED);
  });
});
