import { expect, it } from '@jest/globals';
import { zoneName } from './zone-name.js';

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

it('refuses a zone that there is not', () => {
  expect(() => zoneName(SUMMER, 'Mars/Olympus')).toThrow(RangeError);
});
