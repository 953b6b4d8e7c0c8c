import { describe, expect, it } from '@jest/globals';
import { countryChoices, languageChoices, zoneChoices } from './choices.js';

describe('what is chosen by its name', () => {
  it('are zones, by part of the world and city', () => {
    const { loose, groups } = zoneChoices('America/Los_Angeles');
    expect(loose).toEqual([{ value: 'UTC', label: 'UTC', selected: false }]);
    expect(groups.find(({ label }) => label === 'America')!.options.filter(({ selected }) => selected)).toEqual([{ value: 'America/Los_Angeles', label: 'Los Angeles', selected: true }]);
    expect(groups.flatMap(({ options }) => options.map(({ label }) => label))).toEqual(expect.arrayContaining(['Argentina, Salta', 'Madrid', 'Tokyo']));
  });
  it('keep a zone that lists name otherwise by now', () => {
    expect(zoneChoices('US/Pacific').loose).toEqual([{ value: 'UTC', label: 'UTC', selected: false }, { value: 'US/Pacific', label: 'US/Pacific', selected: true }]);
  });
  it('are countries, and none that became another', () => {
    const names = countryChoices('US');
    expect(names.filter(({ selected }) => selected)).toEqual([{ value: 'US', label: 'United States', selected: true }]);
    expect(names.length).toBeGreaterThan(240);
    expect(names.map(({ value }) => value).filter((code) => ['DD', 'SU', 'ZZ', 'EU'].includes(code))).toEqual([]);
    expect(new Set(names.map(({ label }) => label)).size).toBe(names.length);
  });
  it('are languages, with the one that is kept', () => {
    expect(languageChoices(['es', 'en'], 'fr')).toEqual([{ value: 'en', label: 'English', selected: false }, { value: 'fr', label: 'French', selected: true }, { value: 'es', label: 'Spanish', selected: false }]);
  });
});
