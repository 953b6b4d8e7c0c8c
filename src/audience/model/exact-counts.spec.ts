import { describe, expect, it } from '@jest/globals';
import { homesOf, placesOf } from './exact-counts.js';

const counted = [
  { country: 'US', region: 'Arizona', postal: '850', people: 3 }, { country: 'US', region: null, postal: '851', people: 2 }, { country: 'US', region: null, postal: null, people: 1 },
  { country: null, region: 'CA', postal: '900', people: 7 }, { country: null, region: 'BC', postal: null, people: 4 }, { country: null, region: null, postal: null, people: 5 },
  { country: 'DE', region: 'BY', postal: '803', people: 6 }, { country: 'PR', region: null, postal: null, people: 8 },
];
const asObject = (country: string) => Object.fromEntries(placesOf(homesOf(counted), country).map(({ place, people }) => [place, people]));

describe('where people live who are only counted', () => {
  it('is what freezing makes of the same data', () => {
    expect(asObject('US')).toEqual({ 'US-AZ': 5, 'US-CA': 7, US: 5, '': 5, DE: 6, 'US-PR': 8 });
  });

  it('goes by the brand’s country where they have none', () => {
    expect(asObject('CA')).toEqual({ 'US-AZ': 5, CA: 11, US: 1, '': 5, DE: 6, 'US-PR': 8 });
  });

  it('holds no more than tells the place', () => {
    expect(homesOf(counted)).toContainEqual({ country: 'DE', region: null, people: 6 });
    expect(homesOf(counted)).toContainEqual({ country: 'US', region: 'AZ', people: 5 });
  });
});
