import { describe, expect, it } from '@jest/globals';
import { allowedHours, common, firstAllowed, quietChannels, type QuietHours } from './quiet-hours.js';

const NIGHT = { from: '21:00', until: '08:00' };
const span = (from: string, hours = 24) => ({ from: new Date(from), until: new Date(Date.parse(from) + hours * 3_600_000) });
const ranges = (zones: readonly string[], from: string, hours = 24, clock = NIGHT) =>
  allowedHours(zones, clock, span(from, hours)).map((range) => `${range.from.toISOString().slice(0, 16)} ${range.until.toISOString().slice(0, 16)}`);

describe('the hours in which somebody may be written to', () => {
  it.each<[string, string[], string, number, string[]]>([
    ['by day until the evening', ['UTC'], '2026-03-16T12:00Z', 10, ['2026-03-16T12:00 2026-03-16T21:00']],
    ['at night from the morning on', ['UTC'], '2026-03-16T23:00Z', 12, ['2026-03-17T08:00 2026-03-17T11:00']],
    ['just before they end', ['UTC'], '2026-03-16T20:59Z', 11, ['2026-03-16T20:59 2026-03-16T21:00']],
    ['just as they end', ['UTC'], '2026-03-16T21:00Z', 11, []],
    ['as quiet hours end', ['UTC'], '2026-03-16T08:00Z', 1, ['2026-03-16T08:00 2026-03-16T09:00']],
    ['of a zone half an hour off', ['Asia/Kolkata'], '2026-03-16T00:00Z', 24, ['2026-03-16T02:30 2026-03-16T15:30']],
    ['on a weekend as on any day', ['UTC'], '2026-03-14T00:00Z', 48, ['2026-03-14T08:00 2026-03-14T21:00', '2026-03-15T08:00 2026-03-15T21:00']],
    ['of two zones: those of both', ['America/New_York', 'America/Los_Angeles'], '2026-07-01T10:00Z', 24, ['2026-07-01T15:00 2026-07-02T01:00']],
    // Auckland is quiet from 08:00 to 19:00Z, Kolkata from 15:30 to 02:30Z, New York from 01:00 to 12:00Z
    ['of three zones in which it is always night somewhere: those in which it is night in one only', ['Asia/Kolkata', 'America/New_York', 'Pacific/Auckland'], '2026-07-01T00:00Z', 24,
      ['2026-07-01T00:00 2026-07-01T01:00', '2026-07-01T02:30 2026-07-01T09:00', '2026-07-01T12:00 2026-07-01T15:30', '2026-07-01T20:00 2026-07-02T00:00']],
  ])('%s', (_, zones, from, hours, expected) => {
    expect(ranges(zones, from, hours)).toEqual(expected);
  });

  it('follow the clock when it is set forward: the night is an hour shorter', () => {
    expect(ranges(['America/New_York'], '2026-03-07T12:00Z', 48)).toEqual(['2026-03-07T13:00 2026-03-08T02:00', '2026-03-08T12:00 2026-03-09T01:00']);
  });

  it('follow the clock when it is set back: the night is an hour longer', () => {
    expect(ranges(['America/New_York'], '2026-10-31T10:00Z', 48)).toEqual(['2026-10-31T12:00 2026-11-01T01:00', '2026-11-01T13:00 2026-11-02T02:00']);
  });

  it('begin after the second of two hours with one name', () => {
    // 01:30 comes twice on 1 November: 05:30Z and 06:30Z
    expect(ranges(['America/New_York'], '2026-11-01T04:00Z', 4, { from: '23:00', until: '01:30' })).toEqual(['2026-11-01T06:30 2026-11-01T08:00']);
  });

  it('are all but a noon\'s rest where quiet hours don\'t span midnight', () => {
    expect(ranges(['UTC'], '2026-03-16T11:00Z', 4, { from: '12:00', until: '14:00' })).toEqual(['2026-03-16T11:00 2026-03-16T12:00', '2026-03-16T14:00 2026-03-16T15:00']);
  });

  it('don\'t become the night because the notice lives for one hour of it', () => {
    expect(ranges(['UTC'], '2026-03-16T23:00Z', 1)).toEqual([]);
  });
});

describe('ranges', () => {
  const [morning, evening] = [span('2026-03-16T08:00Z', 4), span('2026-03-16T18:00Z', 2)];
  it.each([
    ['2026-03-16T07:00Z', '2026-03-16T08:00:00.000Z'], ['2026-03-16T09:30Z', '2026-03-16T09:30:00.000Z'], ['2026-03-16T12:00Z', '2026-03-16T18:00:00.000Z'], ['2026-03-16T20:00Z', undefined],
  ])('from %s on are first reached at %s', (at, first) => {
    expect(firstAllowed([morning, evening], new Date(at))?.toISOString()).toBe(first);
  });

  it('have in common what is in both', () => {
    expect(common([morning, evening], [span('2026-03-16T10:00Z', 9)])).toEqual([span('2026-03-16T10:00Z', 2), span('2026-03-16T18:00Z', 1)]);
  });
});

describe('channels that keep quiet hours', () => {
  const hours: QuietHours = { ...NIGHT, channels: ['sms'], overrideReason: null };
  it.each([
    ['texts, where there are both', { channels: 'both', quietHours: hours }, 9, ['sms']],
    ['both, where the notice says so', { channels: 'preferred', quietHours: { ...hours, channels: ['email', 'sms'] } }, 9, ['email', 'sms']],
    ['none, by e-mail alone', { channels: 'email', quietHours: hours }, 9, []],
    ['none, where nobody has a number', { channels: 'both', quietHours: hours }, 0, []],
    ['none, where they are passed over', { channels: 'both', quietHours: { ...hours, overrideReason: 'Cards are used now.' } }, 9, []],
    ['none, where the company keeps none', { channels: 'both', quietHours: null }, 9, []],
    ['none, in a notice from before', { channels: 'both' }, 9, []],
  ] as const)('are %s', (_, policies, numbers, channels) => {
    expect(quietChannels(policies, numbers)).toEqual(channels);
  });
});
