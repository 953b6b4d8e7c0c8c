import { expect, it } from '@jest/globals';
import { checkFault, checksThatProve } from './identity-check.js';

it.each([
  [['reference', 'postal-code'], [], null],
  [['reference', 'called-back'], ['postal-address', 'order-history'], null],
  [['reference'], [], 'too-few'], [['reference', 'reference'], [], 'too-few'], [[], [], 'too-few'],
  [['reference', 'postal-code'], ['postal-address'], 'exposed'], [['called-back', 'last-purchase'], ['order-history'], 'exposed'],
] as const)('checking %p where %p lay open is %p', (checked, exposed, fault) => {
  expect(checkFault([...checked], [...exposed])).toBe(fault);
});

it('offers no question that whoever has the data can answer', () => {
  expect(checksThatProve(['postal-address', 'date-of-birth', 'order-history', 'card-number'])).toEqual(['reference', 'called-back']);
});
