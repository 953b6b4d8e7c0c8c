import { expect, it } from '@jest/globals';
import { importZones } from './imports.presenter.js';

it('proposes the company’s clocks in words, and knows every other zone', () => {
  const { own, others } = importZones('America/New_York', 'America/New_York');
  expect(own).toEqual({ value: 'America/New_York', label: 'Eastern time, as the company’s clocks', selected: true });
  expect(others.groups.flatMap(({ options }) => options).filter(({ selected }) => selected)).toEqual([]);
  expect(others.groups.find(({ label }) => label === 'Europe')!.options).toContainEqual({ value: 'Europe/Madrid', label: 'Madrid', selected: false });
});

it.each([['Europe/Madrid', 'Europe/Madrid'], ['UTC', 'UTC'], ['Mars/Olympus', 'Mars/Olympus']])('keeps %s, once it was chosen or typed', (typed, selected) => {
  const { own, others } = importZones(typed, 'America/New_York');
  expect(own.selected).toBe(false);
  expect([...others.loose, ...others.groups.flatMap(({ options }) => options)].filter((one) => one.selected).map(({ value }) => value)).toEqual([selected]);
});
