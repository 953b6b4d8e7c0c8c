import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { segmentsOf } from './segments.js';

describe('segmentsOf', () => {
  it.each([
    ['', 1, 'GSM-7'],
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['a'.repeat(307), 3, 'GSM-7'],
    ['€'.repeat(80), 1, 'GSM-7'],
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, 2, 'GSM-7'], // the euro takes two septets and moves on whole
    ['ç'.repeat(70), 1, 'UCS-2'],
    ['ç'.repeat(71), 2, 'UCS-2'],
    ['line\r\nbreak', 1, 'GSM-7'],
  ])('%j', (body, count, encoding) => {
    expect(segmentsOf(body, false)).toEqual({ count, encoding });
  });

  it('turns a curly apostrophe into a plain one where the message is smart encoded', () => {
    const body = `We’re sorry. ${'a'.repeat(130)}`;
    expect(segmentsOf(body, true)).toEqual({ count: 1, encoding: 'GSM-7' });
    expect(segmentsOf(body, false)).toEqual({ count: 3, encoding: 'UCS-2' });
  });

  it('agrees with the calculator on any text', () => {
    const sign = fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...'abc XYZ019@£èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà_$¥\n') },
      { weight: 3, arbitrary: fc.constantFrom(...'^{}\\[~]|€') },
      { weight: 1, arbitrary: fc.constantFrom('\r\n', '’', 'ó', '👍', '\r', '`', '\f') },
    );
    const text = fc.array(sign, { maxLength: 500 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(text, fc.boolean(), (body, smart) => {
        const judge = new SegmentedMessage(body, 'auto', smart);
        expect(segmentsOf(body, smart)).toEqual({ count: judge.segmentsCount, encoding: judge.encodingName });
      }),
      { seed: 20260301, numRuns: 300 },
    );
  });
});
