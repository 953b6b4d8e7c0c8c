import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it.each([
    [['a', 'b c'], '"a","b c"\r\n'],
    [['say "no"', 'two\nlines', 'x,y', null], '"say ""no""","two\nlines","x,y",""\r\n'],
    [[-12.3, 4, 0], '"-12.3","4","0"\r\n'],
    [['=1+1', '+1', '-1', '@sum', '\tx'], '"\'=1+1","\'+1","\'-1","\'@sum","\'\tx"\r\n'],
  ])('%j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});
