import { describe, expect, it } from '@jest/globals';
import { zonesOfCountry, zonesOfNumber, zonesOfPostalCode, zonesOfProfile } from './zone-tables.js';

describe('where somebody may live', () => {
  it.each([
    ['America/New_York', ['America/New_York']],
    ['america/new_york', ['America/New_York']],
    ['Mars/Olympus', []],
    ['+02:00', []],
  ])('by the profile\'s zone %s', (zone, zones) => {
    expect(zonesOfProfile(zone)).toEqual(zones);
  });

  it.each([
    ['98101', ['America/Los_Angeles']],
    ['10001', ['America/New_York']],
    ['85001', ['America/Phoenix']],
    ['79901', ['America/Denver']], // El Paso, alone in Texas
    ['00000', []],
    ['SW1A', []],
  ])('by postal code %s', (code, zones) => {
    expect(zonesOfPostalCode(code)).toEqual(zones);
  });

  it.each([
    ['+1206', ['America/Los_Angeles']],
    ['+1212', ['America/New_York']],
    ['+4420', ['Europe/London']],
    ['+4930', ['Europe/Berlin']],
    ['+999', []],
  ])('by a number that begins with %s', (beginning, zones) => {
    expect(zonesOfNumber(beginning)).toEqual(zones);
  });

  it('by an area code that two zones share: both', () => {
    expect(zonesOfNumber('+1208')).toEqual(expect.arrayContaining(['America/Boise', 'America/Denver', 'America/Los_Angeles']));
  });

  it('by a number that is free of place: all of its country\'s, and more', () => {
    expect(zonesOfNumber('+1800')).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu', 'America/St_Johns']));
  });

  it.each([['DE', ['Europe/Berlin', 'Europe/Busingen']], ['JP', ['Asia/Tokyo']], ['ZZ', []], ['', []]])('by country %s', (country, zones) => {
    expect(zonesOfCountry(country)).toEqual(zones);
  });

  it('by a country with many zones: all of them', () => {
    expect(zonesOfCountry('US')).toEqual(expect.arrayContaining(['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu']));
  });
});
