import { describe, expect, it } from '@jest/globals';
import { dataKeysOf, parseDataKeys } from './data-keys.js';
import { NameKeys, nameWords } from './name-keys.js';
import { openingTypes } from './opening-types.js';
import { isSealed, Sealing, UnsealError } from './sealing.js';

const SECRET = 'a secret of this spec, long enough to be one';
const K1 = { id: 'k1', bytes: Buffer.alloc(32, 1) };
const K2 = { id: 'k2', bytes: Buffer.alloc(32, 2) };
const sealing = new Sealing([K1], SECRET);
const changed = (text: string, at: number): string => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;

describe('a sealed value', () => {
  it.each(['Ana', "Zoë O'Neil-Müller", '山田', 'x'.repeat(5_000), 'e1.k1.not-sealed', ' ', 'two\nlines'])('opens as it was (%#)', (text) => {
    const sealed = sealing.text(text, 'C1');
    expect([isSealed(sealed), sealing.open(sealed), sealed.includes(text.trim() || '\0')]).toEqual([true, text, false]);
  });

  it('is the same for the same person, and another for anybody else', () => {
    expect(sealing.text('Ana', 'C1')).toBe(sealing.text('Ana', 'C1'));
    expect(sealing.text('Ana', 'C1')).not.toBe(sealing.text('Ana', 'C2'));
    // whose it is and what it says can't flow into each other
    expect(sealing.text('2Ana', 'C1')).not.toBe(sealing.text('Ana', 'C12'));
  });

  it.each([
    ['ana.ortega@Example.org', '@Example.org'], ['+12065550101', '+1206'], ['+4915112345678', '+4915112'], ['+3725123456', '+37251'], ['+29012345', '+290'], ['+1234', '+'],
  ])('of %s shows %s alone', (address, shown) => {
    const sealed = sealing.address(address, 'C1');
    expect([sealed.slice(sealed.search(/[@+]/)), sealing.open(sealed)]).toEqual([shown, address]);
  });

  it('stays blank where it was blank, and what was never sealed stays as it is', () => {
    expect([sealing.text('', 'C1'), sealing.address('', 'C1'), sealing.open(''), sealing.open('Ana'), sealing.open('e1.k1.short')]).toEqual(['', '', '', 'Ana', 'e1.k1.short']);
  });

  it('does not open where anything of it was changed', () => {
    const sealed = sealing.address('ana@example.org', 'C1');
    for (const at of [6, 20, sealed.indexOf('@') - 3, sealed.length - 1]) expect(() => sealing.open(changed(sealed, at))).toThrow(UnsealError);
  });

  it('does not open by another key, nor by another of the same name', () => {
    const sealed = sealing.text('Ana', 'C1');
    expect(() => new Sealing([K2], SECRET).open(sealed)).toThrow('A value is sealed by the key "k1", which is not among DATA_KEYS.');
    expect(() => new Sealing([{ ...K2, id: 'k1' }], SECRET).open(sealed)).toThrow(UnsealError);
  });
});

describe('a new key', () => {
  const next = new Sealing([K2, K1], SECRET);

  it('seals from now on, and what the old one sealed opens', () => {
    expect([next.open(sealing.text('Ana', 'C1')), next.text('Ana', 'C1').startsWith('e1.k2.'), next.writingKey]).toEqual(['Ana', true, 'k2']);
  });

  it('keeps the nonce of a value that it seals anew, by which a snapshot knows it again', () => {
    const [old, anew] = [sealing.address('ana@example.org', 'C1'), next.anew(sealing.address('ana@example.org', 'C1'))];
    expect([anew.slice(0, 22), next.open(anew), next.anew(anew)]).toEqual([`e1.k2.${old.slice(6, 22)}`, 'ana@example.org', anew]);
    expect(anew).toBe(next.address('ana@example.org', 'C1'));
  });
});

describe('a connection', () => {
  const types = openingTypes(sealing);
  const [name, mail] = [sealing.text('Ana', 'C1'), sealing.address('ana@example.org', 'C1')];

  it.each([
    [25, name, 'Ana'], [1043, mail, 'ana@example.org'], [25, 'plain', 'plain'],
    [114, JSON.stringify({ a: [name, { b: mail }], n: 1, z: null }), { a: ['Ana', { b: 'ana@example.org' }], n: 1, z: null }],
    [3802, '{"a": "plain"}', { a: 'plain' }], [1009, `{${name},plain,NULL}`, ['Ana', 'plain', null]], [23, '7', 7],
  ])('opens what it reads, of type %i', (type, wire, value) => {
    expect((types.getTypeParser(type, 'text') as (text: string) => unknown)(wire)).toEqual(value);
  });
});

describe('names that are searched for', () => {
  const names = new NameKeys(SECRET);

  it.each([["O'Neil", ['oneil']], ['Müller-Lüdenscheidt', ['muller', 'ludenscheidt']], ['de la Cruz', ['de', 'la', 'cruz']], ['  ', []], ['山田 太郎', ['山田', '太郎']]])('%s is %j', (name, words) => {
    expect(nameWords(name)).toEqual(words);
  });

  it('are found by their words and by beginnings of three letters or more', () => {
    const kept = names.of('Ana Ortegas')!;
    for (const typed of ['ort', 'orte', 'orteg', 'ortega', 'ana']) expect([typed, kept.includes(names.beginning(typed)!)]).toEqual([typed, true]);
    expect([kept.includes(names.whole('ana')), kept.includes(names.whole('ort')), names.beginning('or'), kept.includes(names.beginning('ors')!), names.of(null)]).toEqual([true, false, null, false, null]);
  });

  it('are other numbers under another secret', () => {
    expect(names.of('Ortega')).not.toEqual(new NameKeys(`${SECRET}!`).of('Ortega'));
  });
});

describe('DATA_KEYS', () => {
  const key = K1.bytes.toString('base64');

  it.each([`k1:${key}`, `k2:${K2.bytes.toString('base64url')}, k1:${key}`])('may say %s', (text) => {
    expect(parseDataKeys(text)?.map(({ id, bytes }) => [id, bytes?.length])).toEqual(text.split(',').map((entry) => [entry.trim().slice(0, 2), 32]));
  });

  it.each(['', key, 'k1:', `k1:${key.slice(4)}`, `K1:${key}`, `s:${key}`, 's,s', `k1:${key},k1:${key}`, `k1:${key},`, `toolongid:${key}`])('may not say %s', (text) => {
    expect(parseDataKeys(text)).toBeNull();
  });

  it('are followed by the key of the secret, which writes where there are none', () => {
    expect(dataKeysOf(`k1:${key}`, SECRET).map(({ id }) => id)).toEqual(['k1', 's']);
    expect(dataKeysOf(undefined, SECRET).map(({ id }) => id)).toEqual(['s']);
    // going over from it to the first key of one's own, instance by instance
    expect(dataKeysOf(`s,k1:${key}`, SECRET).map(({ id, bytes }) => [id, bytes.length])).toEqual([['s', 32], ['k1', 32]]);
  });
});
