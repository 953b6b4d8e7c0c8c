import { describe, expect, it } from '@jest/globals';
import { placeOf } from './place-of.js';

describe('where somebody lives', () => {
  it.each([
    ['US', 'CA', null, 'US-CA'],
    ['US', 'california', null, 'US-CA'],
    ['US', 'US-TX', null, 'US-TX'],
    ['US', ' New  York ', null, 'US-NY'],
    ['US', 'CA', '021', 'US-CA'], // the region goes first
    ['US', 'Ontario', '021', 'US-MA'],
    ['US', null, '733', 'US-TX'],
    ['US', null, '097', 'US'], // military mail
    ['US', null, 'K1A', 'US'],
    ['US', null, null, 'US'],
    ['PR', null, null, 'US-PR'],
    ['US', null, '009', 'US-PR'],
    ['DE', 'CA', '900', 'DE'],
    [null, 'WA', null, 'US-WA'],
    [null, null, '981', 'US-WA'],
    [null, null, null, null],
  ])('country %s, region %s, postal code %s: %s', (country, region, postal, place) => {
    expect(placeOf({ country, region, postal }, 'US')).toBe(place);
  });

  it('is the brand\'s own country where only a region is known, and no state of another', () => {
    expect(placeOf({ country: null, region: 'CA', postal: '900' }, 'DE')).toBe('DE');
  });
});
