import { describe, expect, it } from '@jest/globals';
import { ianaZone, parseInstant } from './instant.js';

describe('an instant', () => {
  it.each([
    ['2011-03-01T08:26:00Z', null, '2011-03-01T08:26:00.000Z'],
    ['2011-03-01 08:26', 'Europe/London', '2011-03-01T08:26:00.000Z'],
    ['2011-07-01T08:26', 'Europe/London', '2011-07-01T07:26:00.000Z'],
    ['2011-07-01', 'America/Los_Angeles', '2011-07-01T07:00:00.000Z'],
    ['2011-07-01T08:26:05.1239+0530', null, '2011-07-01T02:56:05.123Z'],
    ['2011-07-01T08:26-07', 'Europe/London', '2011-07-01T15:26:00.000Z'],
    // 2026-03-29 01:00 UTC Berlin goes from 02:00 to 03:00; on 2026-10-25 03:00 goes back to 02:00
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect((parseInstant(text, zone) as Date).toISOString()).toBe(expected);
  });

  it.each([
    ['2011-02-30', 'UTC', 'not-a-time'],
    ['2011-13-01', 'UTC', 'not-a-time'],
    ['01/02/2011', 'UTC', 'not-a-time'],
    ['2011-01-01T24:00', 'UTC', 'not-a-time'],
    ['2011-01-01T10:00+99:00', 'UTC', 'not-a-time'],
    ['2011-01-01T10:00', null, 'needs-time-zone'],
  ])('%s in %s is none: %s', (text, zone, fault) => {
    expect(parseInstant(text, zone)).toBe(fault);
  });
});

describe('a time zone', () => {
  it.each([['Europe/Berlin', 'Europe/Berlin'], ['europe/berlin', 'Europe/Berlin'], ['+02:00', null], ['Mars/Olympus', null]])('%s is %s', (text, expected) => {
    expect(ianaZone(text)).toBe(expected);
  });
});
