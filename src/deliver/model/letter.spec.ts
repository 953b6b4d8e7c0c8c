import { describe, expect, it } from '@jest/globals';
import { type AddressParts, letterAddress } from './letter.js';

const whole: AddressParts = { firstName: 'Ana', lastName: 'Lopez', addressLine1: '1 Pine Street', addressLine2: null, city: 'Seattle', region: 'WA', postalCode: '98101', country: 'US' };

describe('the address of a letter', () => {
  it.each([
    ['is whole', {}, { name: 'Ana Lopez', country: 'US' }],
    ['needs one name only', { firstName: null }, { name: 'Lopez' }],
    ['is at home where no country is named', { country: null }, { country: 'DE' }],
    ['needs no code in a country that has none', { country: 'HK', postalCode: null }, { country: 'HK', postalCode: null }],
  ])('%s', (_, change, address) => {
    expect(letterAddress({ ...whole, ...change }, 'DE')).toMatchObject({ ok: true, address });
  });

  it.each([
    [{ firstName: null, lastName: null }, ['name']],
    [{ addressLine1: null, city: null }, ['street', 'city']],
    [{ postalCode: null }, ['postal code']],
    [{ postalCode: null, country: null }, ['postal code']],
  ])('lacks, with %j, %j', (change, missing) => {
    expect(letterAddress({ ...whole, ...change }, 'DE')).toEqual({ ok: false, missing });
  });
});
