import { describe, expect, it } from '@jest/globals';
import { afterInquiry, type StatusAnswer } from './receipt-inquiry.js';

const status = (word: string, final: boolean): StatusAnswer => ({ kind: 'status', status: word, code: null, final });

describe('after the provider was asked about a receipt', () => {
  it.each([
    [0, 1, 60], [1, 2, 240], [2, 3, 960], [5, 6, 61_440], [6, 7, null],
  ] as const)('with %i questions before and no final word, the next is further off', (asks, counted, nextSeconds) => {
    expect(afterInquiry(status('sent', false), asks)).toEqual({ asks: counted, nextSeconds });
  });

  it.each([
    ['it could not be asked', { kind: 'unreached' }, { asks: 2, nextSeconds: 60 }],
    ['it had the final word, which the ledger has yet to take', status('delivered', true), { asks: 2, nextSeconds: 60 }],
    ['it knows the text no more', { kind: 'gone' }, { asks: 3, nextSeconds: null }],
  ] as const)('%s', (_, answer, change) => {
    expect(afterInquiry(answer, 2)).toEqual(change);
  });
});
