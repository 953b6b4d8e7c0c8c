import { expect, it } from '@jest/globals';
import { zoneInWords, zoneName } from './zone-name.js';

const SUMMER = new Date('2026-07-01T12:00:00Z');
const WINTER = new Date('2026-01-01T12:00:00Z');

it.each([
  ['en', 'America/Los_Angeles', 'PDT', 'PST'],
  ['es', 'America/Los_Angeles', 'PDT', 'PST'],
  ['en-GB', 'America/Los_Angeles', 'PDT', 'PST'],
  ['en', 'America/Phoenix', 'MST', 'MST'],
  ['es', 'America/Mexico_City', 'CST', 'CST'],
  ['en', 'America/Bogota', 'Colombia Time', 'Colombia Time'],
  ['es', 'America/Bogota', 'hora de Colombia', 'hora de Colombia'],
  ['en', 'Europe/Madrid', 'CEST', 'CET'],
  ['es', 'Europe/Madrid', 'CEST', 'CET'],
  ['de', 'Europe/Berlin', 'MESZ', 'MEZ'],
  ['en', 'Europe/London', 'BST', 'GMT'],
  ['es', 'Europe/London', 'hora de Reino Unido', 'GMT'],
  ['en', 'Asia/Tokyo', 'Japan Time', 'Japan Time'],
  ['es', 'Asia/Tokyo', 'hora de Japón', 'hora de Japón'],
  ['en', 'Asia/Kolkata', 'IST', 'IST'],
  ['en', 'Australia/Sydney', 'AEST', 'AEDT'],
  ['fr', 'America/Los_Angeles', 'heure : Los Angeles', 'heure : Los Angeles'],
  ['fr-CA', 'America/Los_Angeles', 'HAP', 'HNP'],
  ['en', 'UTC', 'UTC', 'UTC'],
])('tells people who read %s that clocks in %s show %s in July and %s in January', (language, zone, july, january) => {
  expect([zoneName(SUMMER, zone, language), zoneName(WINTER.getTime(), zone, language)]).toEqual([july, january]);
});

it.each([
  ['America/Los_Angeles', 'Pacific time'], ['America/Tijuana', 'Pacific time'], ['America/Phoenix', 'Mountain standard time'], ['Europe/Madrid', 'Central European time'], ['Europe/London', 'United Kingdom time'],
  ['Asia/Tokyo', 'Japan standard time'], ['Africa/Casablanca', 'Morocco time'], ['Africa/Accra', 'Greenwich Mean Time'], ['UTC', 'UTC'], ['Etc/GMT+5', 'GMT-05:00'],
])('says the zone %s in words: %s', (zone, words) => {
  expect(zoneInWords(zone)).toBe(words);
});

it('gives no two zones one name whose clocks differ', () => {
  const clocks = new Map<string, Set<string>>();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const shown = [WINTER, SUMMER].map((at) => offset.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value).join();
    const words = zoneInWords(zone);
    clocks.set(words, (clocks.get(words) ?? new Set()).add(shown));
  }
  expect([...clocks].filter(([, shown]) => shown.size > 1)).toEqual([]);
});

it('refuses a zone that there is not', () => {
  expect(() => zoneInWords('Mars/Olympus')).toThrow(RangeError);
  expect(() => zoneName(SUMMER, 'Mars/Olympus')).toThrow(RangeError);
});
