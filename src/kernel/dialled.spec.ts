import { describe, expect, it } from '@jest/globals';
import { dialled } from './dialled.js';

describe('what a telephone dials', () => {
  it.each([
    ['+1 206-555-0199', '+12065550199'], ['+1 (206) 555.0199', '+12065550199'], ['+1 800 555 0100', '+18005550100'],
    // The nought in brackets is dialled at home alone.
    ['+49 (0)30 123456', '+4930123456'], ['+44 (0)20 7946 0958', '+442079460958'],
    ['0800', '0800'], ['0800 123 456', '0800123456'], [' (0900) 11/22 ', '09001122'],
  ])('%p is %p', (written, number) => {
    expect(dialled(written)).toBe(number);
  });
  it.each(['1-800-FLOWERS', '0800 123 456 (free)', '12', '', '"x', '*100#', '<b>'])('%p can not be told', (written) => {
    expect(dialled(written)).toBeNull();
  });
});
