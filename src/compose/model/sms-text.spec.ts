import { describe, expect, it } from '@jest/globals';
import { SegmentedMessage } from 'sms-segments-calculator';
import fc from 'fast-check';
import { countSegments } from './sms-segments.js';
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

  it('agrees with the calculator of the provider on any ASCII text', () => {
    const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 0, maxLength: 400 }), (text) => {
        const oracle = new SegmentedMessage(text, 'auto', false);
        expect(countSegments(text)).toMatchObject({ encoding: oracle.encodingName, segments: oracle.segmentsCount });
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
