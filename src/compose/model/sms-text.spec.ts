import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import fc from 'fast-check';
import { countSegments, splitSegments } from './sms-segments.js';
import { normaliseSms, notGsm7 } from './sms-text.js';

describe('normaliseSms', () => {
  it.each([
    ['“Don’t” – it’s 5 o‘clock…', '"Don\'t" - it\'s 5 o\'clock...'],
    ['a\u00a0b\u2009c\td\n e', 'a b c d e'],
    ['zero\u200bwidth\ufeff and\u202e marks', 'zerowidth and marks'],
    ['El código está aquí: ¿más? ÁÍÓÚ', 'El codigo esta aqui: ¿mas? AIOU'],
    ['e\u0301 decomposed', 'é decomposed'],
    ['Señal, pingüino, été, Ärger, ß, €5 {x}', 'Señal, pingüino, été, Ärger, ß, €5 {x}'],
    ['ç Łódź œuvre', 'c Lodz oeuvre'],
    ['`code`', "'code'"],
    ['📦 llegó', '📦 llego'],
    ['Привет', 'Привет'],
    ['  spaced   out  ', 'spaced out'],
  ])('turns %j into %j', (text, normal) => {
    expect(normaliseSms(text)).toBe(normal);
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => normaliseSms(normaliseSms(text)) === normaliseSms(text)), { seed: 7, numRuns: 500 });
  });
});

describe('notGsm7', () => {
  it('names what keeps a text out of GSM-7, as the calculator of the provider does', () => {
    expect(notGsm7('á ok ó á 😀')).toEqual(['á', 'ó', '😀']);
    for (let code = 0x20; code < 0x2100; code++) {
      const character = String.fromCodePoint(code);
      const oracle = new SegmentedMessage(`a${character}`, 'auto', false).encodingName;
      expect([character, notGsm7(character).length === 0]).toEqual([character, oracle === 'GSM-7']);
    }
  });
});

describe('countSegments', () => {
  it.each([
    ['', 'GSM-7', 1, 0],
    ['a'.repeat(160), 'GSM-7', 1, 160],
    ['a'.repeat(161), 'GSM-7', 2, 161],
    ['a'.repeat(306), 'GSM-7', 2, 306],
    ['a'.repeat(307), 'GSM-7', 3, 307],
    [`${'a'.repeat(159)}[`, 'GSM-7', 2, 161],
    ['ñ'.repeat(160), 'GSM-7', 1, 160],
    ['á'.repeat(70), 'UCS-2', 1, 70],
    ['á'.repeat(71), 'UCS-2', 2, 71],
    ['😀'.repeat(35), 'UCS-2', 1, 70],
  ])('counts %#', (text, encoding, segments, units) => {
    expect(countSegments(text)).toEqual({ encoding, segments, units });
  });

  it('agrees with the calculator of the provider on every character between others', () => {
    const wrong: number[] = [];
    for (let code = 0x0a; code < 0x3100; code++) {
      const text = `a${String.fromCharCode(code)}b`;
      if (JSON.stringify(countSegments(text)) !== JSON.stringify(oracle(text))) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });

  const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code));
  const script = (letters: string) => fc.constantFrom(...letters);
  it.each([
    ['ASCII', ascii],
    ['Spanish', script('abc ñéü¿¡Ñ.,:\n')],
    ['extension characters among others', script('abcdefg€[]{}~^\\| ')],
    ['Greek and Cyrillic', script('ΔΩΣάλφαПриветЁё№ «»—')],
    ['kana and Han', script('ひらがなカタカナー漢字、。「」')],
    ['characters that join', script('e\u0301क्षि\u200d👩🏽🇩🇪\ufe0fが\u3099각ᄀ')],
    ['all of them', fc.string({ unit: 'binary', minLength: 1, maxLength: 2 })],
  ])('agrees with it on any text of %s', (_, character) => {
    fc.assert(fc.property(fc.array(character, { maxLength: 330, size: 'max' }).map((all) => all.join('')), (text) => expect(countSegments(text)).toEqual(oracle(text))), { seed: 11, numRuns: 60 });
  });

  function oracle(text: string) {
    const message = new SegmentedMessage(text, 'auto', false);
    return { encoding: message.encodingName, segments: message.segmentsCount, units: message.encodedChars.reduce((sum, { codeUnits }) => sum + (codeUnits?.length ?? 0), 0) };
  }
});

describe('splitSegments', () => {
  it.each([['a'.repeat(160), [160]], ['a'.repeat(161), [153, 8]], ['€'.repeat(81), [76, 5]], [`${'Я'.repeat(66)}📦я${'b'.repeat(5)}`, [66, 8]], ['', [0]]])('cuts %j where the segments end', (text, lengths) => {
    expect(splitSegments(text).map((piece) => piece.length)).toEqual(lengths);
  });

  it('loses nothing, and makes as many pieces as are counted', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400, size: 'max' }), (given) => {
      const text = normaliseSms(given);
      const pieces = splitSegments(text);
      return pieces.join('') === text && pieces.length === countSegments(text).segments;
    }), { seed: 5, numRuns: 150 });
  });
});
